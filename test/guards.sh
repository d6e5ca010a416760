#!/bin/sh
# guards.sh [NUMBER|KIND...]: whether the tests of the faults O01 to O62 can fail. Each entry of test/guards removes one guard
# from a copy of the tree; the copy is built, and the test named there must then fail at a check that names the number. Prints
# one line per entry: number, killed or SURVIVED, what happens without the guard. Exits 1 when an entry is not killed: the test
# passes, the text that the entry replaces is no longer there, the copy does not compile, or the test fails with all guards in
# place. With numbers, or kinds of tests (unit, db, e2e): only their entries.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build}
VERSION=${VERSION:-0.1.0}
root=$PWD
dir=$root/$BUILD/guards
copied='Makefile lib tools sql test man'
CC=gcc
if command -v ccache >/dev/null; then
	CC='ccache gcc'
	CCACHE_BASEDIR=$dir
	CCACHE_NOHASHDIR=1
	export CCACHE_BASEDIR CCACHE_NOHASHDIR
fi

# The copy starts with the objects of this tree: only what an entry changes is compiled.
rm -rf "$dir"
mkdir -p "$dir/build"
# shellcheck disable=SC2086 # words
cp -Rp $copied "$dir"
for part in bin gen lib tools test libopscore.a; do
	[ ! -e "$BUILD/$part" ] || cp -Rp "$BUILD/$part" "$dir/build"
done

# build TARGET...: builds in the copy
build() {
	make -s -C "$dir" BUILD=build CC="$CC" "$@" >"$dir/make.log" 2>&1
}

# try TEST: builds what TEST needs and runs it; the output is in test.log. True when the test passes. Sets built.
try() {
	built=no
	: >"$dir/test.log"
	case $1 in
	unit/*)
		build "build/test/${1%.c}" || return 1
		built=yes
		(cd "$dir" && CMOCKA_MESSAGE_OUTPUT=TAP timeout 60 "build/test/${1%.c}") >"$dir/test.log" 2>&1
		;;
	cli/*)
		build all || return 1
		built=yes
		(cd "$dir" && BUILD=build VERSION=$VERSION timeout 120 sh "test/$1") >"$dir/test.log" 2>&1
		;;
	*)
		build all || return 1
		built=yes
		(cd "$dir" && BUILD=build VERSION=$VERSION sh test/cluster.sh timeout 400 sh "test/$1") >"$dir/test.log" 2>&1
		;;
	esac
}

# named NUMBER: whether a failed check of test.log names the number. A unit test prints the row of the table after "#".
named() {
	case $test in
	unit/*) grep -Eqw "$1" "$dir/test.log" ;;
	*) grep -E '^not ok ' "$dir/test.log" | grep -Eqw "$1" ;;
	esac
}

# restore: puts the files of the entry back, newer than what was built from the changed ones
restore() {
	for file in $files; do
		cp "$file" "$dir/$file"
	done
}

# change FILE PERL: false when the entry changes nothing
change() {
	perl -0777 -p -e "$2" "$dir/$1" >"$dir/changed"
	cmp -s "$dir/$1" "$dir/changed" && return 1
	cat "$dir/changed" >"$dir/$1"
}

tell() {
	printf '%-4s %-9s %s (%s)\n' "$number" "$1" "$what" "$test"
	case $1 in
	killed) killed=$((killed + 1)) ;;
	*)
		survived=$((survived + 1))
		cp "$dir/test.log" "$dir/$number.$entry.log" 2>/dev/null || :
		;;
	esac
}

passing=
# is_sound TEST: whether the test passes with all guards in place; it is run once
is_sound() {
	case " $passing " in
	*" $1 "*) return 0 ;;
	esac
	try "$1" || return 1
	passing="$passing $1"
}

# try_entry: the entry in number, test, what, files and the file "changes" (alternating lines: path, perl)
try_entry() {
	is_sound "$test" || {
		tell 'BROKEN'
		return 0
	}
	while IFS='	' read -r file perl; do
		change "$file" "$perl" || {
			restore
			tell 'NO GUARD'
			return 0
		}
	done <"$dir/changes"
	result=survived
	try "$test" || result=failed
	if [ $built = no ]; then
		tell 'NO BUILD'
		sed 's/^/# /' "$dir/make.log" | head -n 5 >&2
	elif [ $result = failed ] && named "$number"; then
		tell killed
	else
		tell SURVIVED
	fi
	restore
}

killed=0
survived=0
entry=0
number=
wanted=" $* "

finish_entry() {
	[ -n "$number" ] || return 0
	entry=$((entry + 1))
	case $wanted in
	'  ' | *" $number "* | *" ${test%%/*} "*) try_entry ;;
	esac
	number=
}

# An entry: "NUMBER TEST what happens without the guard", then a path, then a perl expression over the whole file, which may
# be repeated; a blank line ends it.
exec 3<test/guards
while IFS= read -r line <&3; do
	case $line in
	'#'*) continue ;;
	'') finish_entry ;;
	*)
		if [ -z "$number" ]; then
			number=${line%% *}
			line=${line#* }
			test=${line%% *}
			what=${line#* }
			files=
			path=
			: >"$dir/changes"
		elif [ -z "$path" ]; then
			path=$line
			files="$files $path"
		else
			printf '%s\t%s\n' "$path" "$line" >>"$dir/changes"
			path=
		fi
		;;
	esac
done
finish_entry
exec 3<&-
printf '%d guards: %d killed, %d not\n' $((killed + survived)) "$killed" "$survived"
[ "$survived" = 0 ]
