#!/usr/bin/env bash
# Attacks on a running provider-server, on the published contracts; the last line counts.
# The server is target/release/provider-server, or what PROVIDER_SERVER names.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash interop/setup.sh > /dev/null
exec node interop/attacks/main.mjs
