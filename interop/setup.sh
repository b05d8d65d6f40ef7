#!/usr/bin/env bash
# Installs the peers from npm and PyPI beside this file; does nothing when they are there already.
set -euo pipefail
cd "$(dirname "$0")"

fingerprint() { cat "$@" | sha256sum | cut -d ' ' -f 1; }
have() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

npm_inputs=$(fingerprint package.json package-lock.json .npmrc)
if ! have node_modules/.interop "$npm_inputs"; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    # Optional, since it is for one platform only; npm says nothing if it cannot be had.
    [ "$(uname -sm)" != 'Linux x86_64' ] || node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil --version > /dev/null
    echo "$npm_inputs" > node_modules/.interop
fi

# ocean.py imports distutils, which Python 3.12 no longer has.
python=$(command -v python3.11 || command -v python3)
python_inputs=$(fingerprint requirements.txt requirements-provider.txt)
if ! have .venv/.interop "$python_inputs"; then
    "$python" -m venv --clear .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-compile -r requirements.txt
    # Second versions of two packages: whoever wants them puts this folder first.
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-compile \
        --target .venv/provider -r requirements-provider.txt
    .venv/bin/python -W ignore -c 'import ocean_lib.assets.ddo'
    echo "$python_inputs" > .venv/.interop
fi

echo "interop: $(node --version | sed 's/^v/Node /'), $(.venv/bin/python --version), peers installed"
