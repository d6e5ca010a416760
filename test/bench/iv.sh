#!/bin/sh
# Implied volatility: the time of one solution and the largest errors over the whole grid, compared with QuantLib's Newton
# solver where its headers are installed (Debian: libquantlib0-dev). Prints one JSON line per solver. Target: 150 ns on a
# machine where QuantLib needs 500 ns.
set -eu
build=${BUILD:-build}
mkdir -p "$build/test/bench"
program=$build/test/bench/iv
see="-D_GNU_SOURCE $(printf -- '-iquote %s ' lib/* test/bench)"
define=
objects=
libraries='-lquadmath -lm'
if pkg-config --exists quantlib 2>/dev/null; then
	# shellcheck disable=SC2086,SC2046 # words
	g++ -O2 $see $(pkg-config --cflags quantlib) -c -o "$program.quantlib.o" test/bench/iv_quantlib.cc
	define=-DQUANTLIB
	objects=$program.quantlib.o
	libraries="$(pkg-config --libs quantlib) -lstdc++ $libraries"
else
	echo '# no line for QuantLib: apt-get install libquantlib0-dev, and run this again' >&2
fi
# shellcheck disable=SC2086 # words
gcc -std=gnu17 -O2 -ffp-contract=off $see $define -o "$program" test/bench/iv.c $objects \
	"$build/libopscore.a" $libraries
"$program"
