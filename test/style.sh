#!/bin/sh
# Checks of the source that the compiler does not make. Prints one line per finding; exits 1 when there is one.
# shellcheck disable=SC2086 # lists of paths, none of which has a space
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C
export LC_ALL

file_max=28000 # bytes; split a longer file
page_max=48000 # of a manual page, whose tables the code writes, and of the table of parameters
line_max=100   # columns, tabs of eight; .clang-format has the same

banned='strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atoll|atof|gets|localtime|localtime_r|ctime|ctime_r'
banned="$banned|asctime|system|popen|alloca|rand|srand"
clocks='\b(now|transaction_timestamp|statement_timestamp)[[:space:]]*\(|\bcurrent_(date|time|timestamp)\b'
clocks="$clocks|\blocaltime(stamp)?\b"

if [ -d .git ] || [ -f .git ]; then
	files=$(git ls-files -co --exclude-standard)
else
	files=$(find . -type f ! -path './build/*' | sed 's|^\./||')
fi

# pick PATTERN: prints the existing files whose path matches
pick() {
	printf '%s\n' "$files" | grep -E "$1" | while read -r file; do
		[ ! -e "$file" ] || printf '%s\n' "$file"
	done
}

c=$(pick '^(lib|tools|test|train)/.*\.[ch]$')
sql=$(pick '^sql/.*\.sql$')
queries=$(pick '^sql/(query|analysis)/.*\.sql$')
own=$(pick '^(lib|tools|test|train|sql|man)/.*\.([ch]|def|sh|t|awk|sql|[157])$|^Makefile$|^deps\.sh$')

# With an empty list grep would read standard input.
{
	[ -z "$c" ] || grep -nE "\\b($banned)[[:space:]]*\(" $c /dev/null | sed 's/^/banned function: /'
	[ -z "$c" ] || grep -nE '^#[[:space:]]*include[[:space:]]+"[^"]*/' $c /dev/null | sed 's/^/include by path: /'
	[ -z "$sql" ] || grep -niE "$clocks" $sql /dev/null | grep -viE ':[[:space:]]*--' |
		sed 's/^/clock in SQL: /'
	for file in $queries; do
		case $(head -n 1 "$file") in
		--*) ;;
		*) echo "no comment on top: $file" ;;
		esac
	done
	# [T] so that this line is not a finding
	grep -nE '\b([T]ODO|[F]IXME|[X]XX)\b' $own /dev/null | sed 's/^/unfinished: /'
	grep -nE '[[:space:]]+$' $own /dev/null | sed 's/^/space at the end: /'
	wc -c $own /dev/null | awk -v file="$file_max" -v page="$page_max" '{
		max = $2 ~ /^man\/|params\.def$/ ? page : file
	} $1 > max && $2 != "total" {
		print "long file (" $1 " bytes, " max " at most): " $2
	}'
	[ -z "$c" ] || awk -v max="$line_max" '{
		columns = 0
		count = split($0, part, "\t")
		for (i = 1; i < count; i++) # a tab goes to the next multiple of 8
			columns = columns + length(part[i]) + 8 - (columns + length(part[i])) % 8
		columns += length(part[count])
		if (columns > max)
			print "long line: " FILENAME ":" FNR ": " columns " columns"
	}' $c
	for file in $(pick '^tools/opt-[a-z]*\.(c|sh)$'); do
		name=${file##*/}
		[ -e "man/${name%.*}.1" ] || echo "no page: man/${name%.*}.1"
	done
	for file in $(pick '^tools/.*\.sh$|^(deps\.sh|\.ci/run)$'); do
		[ "$(head -n 1 "$file")" = '#!/bin/sh' ] || echo "not for /bin/sh: $file"
	done
} >"${TMPDIR:-/tmp}/opt-style.$$"
found=$(cat "${TMPDIR:-/tmp}/opt-style.$$")
rm -f "${TMPDIR:-/tmp}/opt-style.$$"
if [ -n "$found" ]; then
	printf '%s\n' "$found" >&2
	exit 1
fi
echo 'style: no findings'
