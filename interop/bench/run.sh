#!/usr/bin/env bash
# Ours and the peers on the same inputs, as one Markdown table of processor-time ratios.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash interop/setup.sh >&2
exec cargo run --profile bench --quiet -p interop --bin bench
