#!/usr/bin/env bash
# Faults around a running provider-server, on the published contracts; the last line counts.
# Without an argument the quick ones; `heavy` for the others, or names of groups.
# The server is target/release/provider-server, or what PROVIDER_SERVER names.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash interop/setup.sh > /dev/null
# Slow connections need a file descriptor at both ends.
ulimit -n "$(ulimit -Hn)"
exec node interop/faults/main.mjs "$@"
