#!/bin/sh
# Whether generated markets have an edge: mean returns of options that are bought after each story, at the middle of the
# quotes, with their standard errors. SEEDS='1 100' are the first and the last seed; each takes about a second.
set -eu
build=${BUILD:-build}
mkdir -p "$build/test/bench"
program=$build/test/bench/edge
# shellcheck disable=SC2046 # words
gcc -std=gnu17 -O2 -D_GNU_SOURCE $(printf -- '-iquote %s ' lib/*/) -o "$program" test/bench/edge.c "$build/libopscore.a" -lm
# shellcheck disable=SC2086 # the first and the last
"$program" ${SEEDS:-1 100}
