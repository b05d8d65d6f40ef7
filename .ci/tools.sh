# Sourced by run and deep: steps with a headline and a time, and tools that are installed once.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export CARGO_TERM_COLOR=never
export RUST_BACKTRACE=0
tools=${OCEAN_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/ocean-tools}
export PATH="$tools/bin:$PATH"

crates=()
for manifest in crates/*/Cargo.toml; do
    crates+=(-p "$(basename "$(dirname "$manifest")")")
done

fuzz_targets=()
for target in fuzz/fuzz_targets/*.rs; do
    fuzz_targets+=("$(basename "$target" .rs)")
done

passed=0
current=

# Not `if ! step`: inside a condition, bash would go on behind a command that fails.
trap 'status=$?; [ $status -eq 0 ] || printf "\nFAILED: %s\n%d passed, 1 failed\n" "$current" "$passed"' EXIT

# step HEADLINE COMMAND...: runs it; the script ends where something in it fails.
step() {
    local start=$SECONDS
    current=$1
    shift
    printf '\n=== %s\n' "$current"
    "$@"
    printf -- '--- %s: %d s\n' "$current" $((SECONDS - start))
    passed=$((passed + 1))
}

# tool NAME VERSION [OPTION...]: installs a cargo tool unless it is there.
tool() {
    if ! grep -qsF "\"$1 $2 " "$tools/.crates.toml"; then
        cargo install --quiet --locked --root "$tools" --version "$2" "$1" "${@:3}"
    fi
}

finish() {
    printf '\n%d passed, 0 failed\n' "$passed"
}
