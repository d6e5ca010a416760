#!/bin/sh
# sh test/pages.sh PAGE: the page with the tables as the code has them now. A table stands between the lines
# `.\" make pages: WHAT` and `.\" end`; WHAT is `gates before`, `gates after`, `exits`, `checks`, or `params PROGRAM.c`, the
# parameters that the program reads. `make pages` writes all pages.
set -eu
LC_ALL=C
export LC_ALL
tool=${BUILD:-build}/test/tool/page_tables

# The names on standard input in the groups of params.def.
group() {
	awk 'NR == FNR { wanted[$0]; next }
		/^\/\* .* \*\/$/ {
			title = substr($0, 4, length($0) - 6)
			sub(/ \(opt-[a-z, -]*\)/, "", title)
		}
		/^PARAM\(/ {
			name = substr($0, 7, index($0, ",") - 7)
			if (name in wanted) {
				if (title != "")
					print "= " title
				title = ""
				print name
			}
		}' - lib/params/params.def
}

table() {
	case $1 in
	gates | exits | checks) "$tool" "$@" ;;
	params) perl test/param_reads.pl "$2" | cut -f 2 | tr ' ' '\n' | group | "$tool" params ;;
	*)
		echo "pages: no table is named $1" >&2
		return 1
		;;
	esac
}

inside=false
while IFS= read -r line; do
	case $line in
	'.\" make pages: '*)
		printf '%s\n' "$line"
		# shellcheck disable=SC2086 # the words of the marker
		table ${line#*: }
		inside=true
		;;
	'.\" end')
		printf '%s\n' "$line"
		inside=false
		;;
	*)
		[ "$inside" = true ] || printf '%s\n' "$line"
		;;
	esac
done <"$1"
