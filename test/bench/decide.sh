#!/bin/sh
# The decisions over 5,000 candidates, 100 recommendations with 50 contracts each: signal, gates, choice, size, gates again. CPU
# compared with that of jansson parsing the snapshots of the same contracts, in the same run. One JSON line per case; the goal is
# under 100 ms.
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
make --no-print-directory -s BUILD="$build" "$build/bench/decide" >&2
"$build/bench/decide"
