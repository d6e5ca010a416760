#!/bin/sh
# American options compared with QuantLib's (Debian: libquantlib0-dev, which it needs): largest and mean error divided by
# the strike, time per price, volatility and Greeks. One JSON line per family of options.
set -eu
build=${BUILD:-build}
if ! pkg-config --exists quantlib 2>/dev/null; then
	echo '# QuantLib is not installed: apt-get install libquantlib0-dev, and run this again' >&2
	exit 0
fi
mkdir -p "$build/test/bench"
program=$build/test/bench/american
see="-D_GNU_SOURCE $(printf -- '-iquote %s ' lib/* test/bench)"
# shellcheck disable=SC2086,SC2046 # words
g++ -O2 $see $(pkg-config --cflags quantlib) -c -o "$program.quantlib.o" test/bench/iv_quantlib.cc
# shellcheck disable=SC2086,SC2046 # words
gcc -std=gnu17 -O2 -ffp-contract=off $see -o "$program" test/bench/american.c "$program.quantlib.o" \
	"$build/libopscore.a" $(pkg-config --libs quantlib) -lstdc++ -lm
"$program"
