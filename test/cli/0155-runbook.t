#!/bin/sh
# opt-runbook(7) has each check of opt-status exactly once, and its commands exist with the options that it gives them.
. test/tap.sh
page=man/opt-runbook.7

is "$(sed -n '/^\.Sh THE CHECKS/,/^\.Sh SEE/s/^\.It Va //p' "$page" | sed 's/ , /\n/g' | sort)" \
	"$(sed -n 's/^\t\(ROW\|QUIET\)(\([a-z_]*\),.*/\2/p' lib/operate/status.c | sort)" 'each check of opt-status has its place'
is "$(sed -n 's/.*\.Sx //p' "$page" | sed 's/ *[.:)]*$//' | sort -u | while read -r section; do
	grep -qx "\.Sh $section" "$page" || echo "$section"
done)" '' 'each section that is named exists'

# The commands of the displays, one line each: a display of several lines, and single lines. What follows | || && ; and ( is a
# command of its own, except within quotes.
awk '/^\.Bd -literal/ { inside = 1; next } /^\.Ed/ { inside = 0 } inside { print } sub(/^\.Dl /, "") { print }' "$page" |
	sed "s/'[^']*'/TEXT/g; s/\"[^\"]*\"/TEXT/g" | sed -E 's/ *(\|\||&&|[|;(]) */\n/g' | sed -n '/^opt-/p' | sort -u >"$work/commands"
like "$(grep -c . "$work/commands")" '^[3-9][0-9]$' 'the page has commands'

# unknown: the commands with a program, an option or a word that the help of the program lacks
unknown() {
	while read -r program words; do
		"$program" --help >"$work/help" 2>/dev/null || { echo "$program $words"; continue; }
		# shellcheck disable=SC2086 # words
		for word in $words; do
			case $word in
			--*) grep -qE -- "(^|[ |[])$word([] |,]|\$)" "$work/help" ;;
			-*) grep -qE -- "(^|[ |[])$word([] |,]|\$)|\[-[A-Za-z]*${word#-}" "$work/help" ;;
			*) continue ;;
			esac || echo "$program $words"
		done
		case $program in
		opt-db | opt-params) # their first word is a command
			grep -qwE -- "${words%% *}" "$work/help" || echo "$program $words"
			;;
		esac
	done <"$1"
}
is "$(unknown "$work/commands")" '' 'each program and option exists'
printf '%s\n' 'opt-halt --everything' 'opt-nothing' 'opt-db mend' 'opt-posmon -Z' >"$work/wrong"
is "$(unknown "$work/wrong" | wc -l)" 4 'and one that does not is seen'
is "$(sed -n 's/^opt-query.* \([a-z]*\)$/\1/p' "$work/commands" | sort -u | grep -vxF "$(find sql/query/operate -name 'query_*' | sed 's/.*query_\(.*\)\.sql$/\1/')")" '' \
	'each report of opt-query exists'
finish
