#!/bin/sh
# The shape of the source in C: functions and files stay short, a tag has one meaning, headers explain themselves and do not
# include each other in a circle, rooms see only what the Makefile lets them see. One line per finding; exit 1 when there is one.
# Before that, each check is tried on a folder with one offender of each kind.
# shellcheck disable=SC2016 # programs for awk
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C
export LC_ALL

function_max=60 # lines, from the brace that opens it to the one that closes it
code_max=500    # lines of a file that are neither blank nor only comment; a file without functions is a table and has no limit
rooms=$(sed -n 's/^ROOMS = //p' Makefile)
makefile=$PWD/Makefile

# in_c FOLDER...: the .c and .h files under those that are there
in_c() {
	for folder in "$@"; do
		[ ! -d "$folder" ] || find "$folder" -name '*.[ch]' -type f
	done | sort
}

# all AWK_PROGRAM FOLDER...: runs it over the files; without any it would read standard input
all() {
	program=$1
	shift
	in_c "$@" | xargs -r awk -v function_max="$function_max" -v code_max="$code_max" -v rooms="$rooms" "$program"
}

# In this style a function's braces, and only those, stand in the first column with nothing behind them.
long_functions='
FNR == 1 { start = 0 }
$0 == "{" { start = FNR }
$0 == "}" && start {
	if (FNR - start + 1 > function_max)
		print "long function (" FNR - start + 1 " lines, " function_max " at most): " FILENAME ":" start
	start = 0
}'

big_files='
function tell() {
	if (code > code_max && functions)
		print "big file (" code " lines of code, " code_max " at most): " name
}
FNR == 1 { tell(); name = FILENAME; code = functions = comment = 0 }
{
	line = $0
	rest = ""
	# what is left of the line without its comments
	while (line != "") {
		if (comment) {
			at = index(line, "*/")
			if (!at)
				break
			comment = 0
			line = substr(line, at + 2)
		} else {
			at = match(line, /\/[*\/]/)
			if (!at) {
				rest = rest line
				break
			}
			rest = rest substr(line, 1, at - 1)
			if (substr(line, at, 2) == "//")
				break
			comment = 1
			line = substr(line, at + 2)
		}
	}
	if (rest ~ /[^ \t]/)
		code++
	if ($0 == "{")
		functions = 1
}
END { tell() }'

double_tags='
match($0, /(^|[ \t(])(struct|enum|union) [A-Za-z0-9_]+ \{/) && !/^[ \t]*(\*|\/\*|\/\/)/ {
	tag = substr($0, RSTART, RLENGTH)
	sub(/ \{$/, "", tag)
	sub(/^.* /, "", tag)
	if (tag in first)
		print "tag defined twice: " tag ": " first[tag] " and " FILENAME ":" FNR
	else
		first[tag] = FILENAME ":" FNR
}'

# The comment comes first, or right after the include guard.
bare_headers='
function tell() {
	if (name != "" && words < 3)
		print "header without a comment that says what it is: " name
}
FNR == 1 { tell(); name = FILENAME ~ /\.h$/ ? FILENAME : ""; guard = words = comment = over = 0 }
name == "" || over || /^[ \t]*$/ { next }
!comment && /^#ifndef / && guard == 0 { guard = 1; next }
!comment && /^#define / && guard == 1 { guard = 2; next }
!comment && !/^[ \t]*\/[*\/]/ { over = 1; next }
{
	comment = !/\*\// && !/^[ \t]*\/\//
	over = !comment
	line = $0
	gsub(/[^A-Za-z]+/, " ", line)
	words += split(line, word, " ")
}
END { tell() }'

# Who includes whom, by the names of the headers: circles, and pure files that reach into an io/ or a room further right.
includes='
function place_of(path,    part, n) { # of its room among ROOMS; 0 when it is in none
	n = split(path, part, "/")
	return part[1] == "lib" && n > 2 ? place[part[2]] + 0 : 0
}
function base(path) {
	sub(/^.*\//, "", path)
	return path
}
function visit(header, path,    list, n, i) {
	state[header] = 1
	n = split(included[header], list, " ")
	for (i = 1; i <= n; i++) {
		if (state[list[i]] == 1)
			print "headers in a circle: " substr(path, index(path, " " list[i] " ") + 1) list[i]
		else if (state[list[i]] == 0)
			visit(list[i], path list[i] " ")
	}
	state[header] = 2
}
BEGIN {
	n = split(rooms, room, " ")
	for (i = 1; i <= n; i++)
		place[room[i]] = i
	for (i = 1; i < ARGC; i++)
		if (ARGV[i] ~ /\.h$/)
			where[base(ARGV[i])] = ARGV[i]
}
/^#[ \t]*include[ \t]+"/ {
	split($0, quoted, "\"")
	header = quoted[2]
	if (!(header in where))
		next
	if (FILENAME ~ /\.h$/ && !(base(FILENAME) in included))
		order[++headers] = base(FILENAME)
	if (FILENAME ~ /\.h$/)
		included[base(FILENAME)] = included[base(FILENAME)] " " header
	if (place_of(FILENAME) && FILENAME !~ /\/(io|gen)\//) {
		if (where[header] ~ /\/io\//)
			print "pure file includes a header of io: " FILENAME ":" FNR ": " where[header]
		else if (place_of(where[header]) > place_of(FILENAME))
			print "file includes a header of a later room: " FILENAME ":" FNR ": " where[header]
	}
}
END {
	for (i = 1; i <= headers; i++)
		if (state[order[i]] == 0)
			visit(order[i], " " order[i] " ")
}'

# findings: of the source under the current folder
findings() {
	all "$long_functions" lib tools test/tool train
	all "$big_files" lib tools test train
	all "$double_tags" lib tools
	all "$bare_headers" lib tools test train
	all "$includes" lib tools train test
}

# paths: the include paths with which the Makefile compiles each folder of each room, one line each: folder, flags
paths() {
	targets=
	for room in $rooms; do
		for folder in "lib/$room" "lib/$room/io"; do
			for file in "$folder"/*.c; do
				[ ! -e "$file" ] || targets="$targets none/${file%.c}.o"
				break
			done
		done
	done
	# shellcheck disable=SC2086 # words
	MAKEFLAGS='' make -n V=1 BUILD=none -f "$makefile" $targets 2>/dev/null |
		sed -n 's|.* -c -o none/\(lib/[^ ]*\)/[^ /]*\.o .*|\1 &|p' |
		awk '{
			line = $1
			for (i = 2; i < NF; i++)
				if ($i == "-iquote")
					line = line " -iquote " $(i + 1)
			print line
		}'
}

# seen FOLDER FLAG...: the headers of the library that a file of FOLDER finds with these include paths and should not
seen() {
	folder=$1
	shift
	room=${folder#lib/}
	room=${room%/io}
	visible=" $rooms "
	visible="${visible%%" $room "*} $room "
	for header in lib/*/*.h lib/*/io/*.h; do
		its=${header#lib/}
		its=${its%%/*}
		case $folder,$header in
		lib/*/io,lib/*/io/*) ;;
		lib/*/io,*) continue ;; # an io folder sees every pure room
		*,lib/*/io/*) its= ;;    # a pure room sees no io folder
		esac
		case $visible in
		*" $its "*) continue ;;
		esac
		printf '#if __has_include("%s")\nfound %s\n#endif\n' "${header##*/}" "$header"
	done | ${CC:-cc} -E -P -nostdinc "$@" - | sed -n "s|^found \(.*\)|$folder sees \1|p"
}

# self_test: the checks find what they are for, and nothing else
self_test() {
	mkdir -p "$dir/lib/option/io" "$dir/lib/trade" "$dir/tools"
	(
		cd "$dir"
		awk 'BEGIN {
			print "int f(void)\n{"
			for (i = 0; i < 59; i++) print "\tf();"
			print "}\n\nint table[] = {"
			for (i = 0; i < 70; i++) print "\t1,"
			print "};\n\nint g(void)\n{"
			for (i = 0; i < 58; i++) print "\tf();"
			print "}"
		}' >lib/option/long.c
		awk 'BEGIN {
			for (i = 0; i < 499; i++) print "int x; /* with a comment */\n\n// none\n/* of\n * several lines */"
			print "{\n}"
		}' >tools/big.c
		sed 1,5d tools/big.c >tools/fits.c
		awk 'BEGIN { for (i = 0; i < 600; i++) print "int x;" }' >lib/trade/table.c
		printf '/* Says what it is. */\n#include "circle_b.h"\nstruct once {\n\tint x;\n};\n' >lib/option/circle_a.h
		printf '#ifndef B\n#define B\n\n/* Says what it is. */\n#include "circle_c.h"\n' >lib/option/circle_b.h
		printf '// Says what it is.\n#include "circle_b.h"\n' >lib/option/circle_c.h
		printf '#ifndef BARE\n#define BARE\n#include "circle_a.h"\n/* Says what it is. */\n' >lib/trade/bare.h
		printf '/* Bare. */\n' >lib/option/io/world.h
		printf '#include "world.h"\n#include "bare.h"\n#include "circle_a.h"\n' >lib/option/reaches.c
		printf '#include "world.h"\n/* struct once {\n * enum once { */\nstruct once *p;\nenum once { A };\n' >lib/option/io/world.c
		printf 'static const struct other {\n\tint x;\n} y;\nunion other {\n\tint x;\n};\n' >tools/tags.c
		findings
	) >"$dir/got"
	cat >"$dir/want" <<-'END'
		long function (61 lines, 60 at most): lib/option/long.c:2
		big file (501 lines of code, 500 at most): tools/big.c
		tag defined twice: once: lib/option/circle_a.h:3 and lib/option/io/world.c:5
		tag defined twice: other: tools/tags.c:1 and tools/tags.c:4
		header without a comment that says what it is: lib/option/io/world.h
		header without a comment that says what it is: lib/trade/bare.h
		pure file includes a header of io: lib/option/reaches.c:1: lib/option/io/world.h
		file includes a header of a later room: lib/option/reaches.c:2: lib/trade/bare.h
		headers in a circle: circle_b.h circle_c.h circle_b.h
	END
	if ! diff "$dir/want" "$dir/got" >&2; then
		echo 'house: the checks themselves do not work' >&2
		exit 1
	fi
	# With the paths of a pure file of lib/option its own headers compile, those of its io/ and of lib/trade do not.
	option=$(sed -n 's|^lib/option ||p' "$dir/paths")
	for header in lib/option/*.h lib/option/io/*.h lib/trade/*.h; do
		# shellcheck disable=SC2086 # words
		if printf '#include "%s"\n' "${header##*/}" | ${CC:-cc} -E $option - >/dev/null 2>&1; then
			echo "compiles $header"
		else
			echo "refuses $header"
		fi
	done >"$dir/got"
	if grep -Eq '^refuses lib/option/[^/]*$|^compiles lib/(option/io|trade)/' "$dir/got" ||
		! grep -q '^compiles' "$dir/got" || ! grep -q '^refuses .*/io/' "$dir/got" || ! grep -q '^refuses lib/trade/' "$dir/got"; then
		echo 'house: the include paths of lib/option are not those of its room' >&2
		cat "$dir/got" >&2
		exit 1
	fi
	# shellcheck disable=SC2086 # words
	if [ -n "$(seen lib/option $option)" ] || [ -z "$(seen lib/option $option -iquote lib/trade)" ] ||
		[ -z "$(seen lib/option $option -iquote lib/option/io)" ]; then
		echo 'house: a path too many is not found' >&2
		exit 1
	fi
}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
paths >"$dir/paths"
self_test
{
	findings
	while read -r folder flags; do
		# shellcheck disable=SC2086 # words
		seen "$folder" $flags </dev/null
	done <"$dir/paths"
} >"$dir/found"
if [ -s "$dir/found" ]; then
	cat "$dir/found" >&2
	exit 1
fi
echo 'house: nothing to say'
