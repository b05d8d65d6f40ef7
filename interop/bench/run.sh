#!/usr/bin/env bash
# Ours and the peers on the same inputs, as one Markdown table of processor-time ratios; all of it, or
# only the part that is named: checksums, dids, validations, secrets, orders, growth, threads.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash interop/setup.sh >&2
exec cargo run --profile bench --quiet -p interop --bin bench -- "$@"
