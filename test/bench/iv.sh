#!/bin/sh
# Implied volatility: time per solve and largest errors over the whole grid, compared with QuantLib's Newton when its
# headers are installed (Debian: libquantlib0-dev). One JSON line per solver. The aim is 150 ns where QuantLib needs 500.
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
	echo '# QuantLib is not installed: apt-get install libquantlib0-dev adds its line' >&2
fi
# shellcheck disable=SC2086 # words
gcc -std=gnu17 -O2 -ffp-contract=off $see $define -o "$program" test/bench/iv.c $objects \
	"$build/libopscore.a" $libraries
"$program"
