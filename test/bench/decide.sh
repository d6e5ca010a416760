#!/bin/sh
# Measures the decisions about 5,000 candidates: signal, gates, choice of a contract and size, in CPU time of one core. The goal
# is 100 ms. Prints one JSON line.
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
make --no-print-directory -s BUILD="$build" "$build/bench/decide" >&2
"$build/bench/decide"
