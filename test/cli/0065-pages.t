#!/bin/sh
# The tables of gates, exits and parameters in the manual pages are those of the code.
. test/tap.sh
tool=$BUILD/test/tool/page_tables

# differs PAGE: what the code has otherwise
differs() {
	sh test/pages.sh "$1" | diff "$1" -
}

# same PAGE TABLE...: the page has these tables and no other, and each is as the code has it
same() {
	page=$1
	shift
	is "$(sed -n 's/^\.\\" make pages: //p' "$page")" "$(printf '%s\n' "$@")" "$page has its tables"
	difference=$(differs "$page")
	is "$difference" '' "$page: every row is the code's (make pages)"
}
same man/opt-dispatch.1 'gates before' 'gates after' 'params tools/opt-dispatch.c'
same man/opt-posmon.1 exits 'params tools/opt-posmon.c'
same man/opt-signal.1 'params tools/opt-signal.c'
same man/opt-watchlist.1 'params tools/opt-watchlist.c'
same man/opt-status.1 checks 'params tools/opt-status.c'

# --- the comparison sees each kind of difference, in both directions ---

# changed PAGE EDIT EXPECTED NAME: with a copy of PAGE that sed changed by EDIT
changed() {
	sed "$2" "$1" >"$work/page"
	like "$(differs "$work/page")" "$3" "$4"
}
changed man/opt-dispatch.1 '/^\.It Va cooldown /,/^\.It Va confidence /{/confidence/!d;}' '^> \.It Va cooldown Pq K$' \
	'a gate that the page lacks'
changed man/opt-dispatch.1 '/^\.It Va cooldown /i\
.It Va luck\
The day is a lucky one.' '^< \.It Va luck$' 'a gate that the code lacks'
changed man/opt-dispatch.1 '/^\.It Va halt /{h;d;};/^\.It Va account /{G;}' '^> \.It Va halt Pq A$' 'gates in another order'
changed man/opt-dispatch.1 's/^(15 min)/(20 min)/' '^< \(20 min\)' 'another default at a gate'
changed man/opt-posmon.1 '/^\.It 7 /,/^\.It 10 /{/^\.It 10 /!d;}' '^> \.It 7 ' 'an exit rule that the page lacks'
changed man/opt-posmon.1 's/^\.It 7 /.It 6 /' '^< \.It 6 ' 'an exit rule of another number'
changed man/opt-posmon.1 's/^(1, on)/(0, off)/' '^< \(0, off\)' 'an exit rule that is off by default'
changed man/opt-signal.1 '/^\.It Va signal_score_min /,+1d' '^> \.It Va signal_score_min ' 'a parameter that the page lacks'
changed man/opt-signal.1 '/^\.It Va signal_score_min /i\
.It Va gate_news_age_max_s No (3600 s)\
the newest article at most this old' '^< \.It Va gate_news_age_max_s ' 'a parameter that the program does not read'
changed man/opt-signal.1 's/^\.It Va signal_score_min .*/.It Va signal_score_min No (0.4)/' '^< .*0\.4' 'another default'

# --- what the rows of the code say is what their functions do ---

# Gates and rules by the function that each row names.
functions() {
	awk -v file="$1" '
		/^\t\{"[a-z_]*", GATE_[A-Z]*, (gate_)?ask_[a-z_]*,/ { split($0, part, "\""); name = part[2] }
		/^\t\t\.name = "/ { split($0, part, "\""); name = part[2] }
		name != "" && match($0, /gate_ask_[a-z_]*,/) {
			print name, "lib/trade/gate_control.c:" substr($0, RSTART, RLENGTH - 1); name = "" }
		name != "" && match($0, /exit_ask_[a-z_]*,/) {
			print name, "lib/trade/exit_*.c:" substr($0, RSTART, RLENGTH - 1); name = "" }
		name != "" && match($0, /ask_[a-z_]*,/) { print name, file ":" substr($0, RSTART, RLENGTH - 1); name = "" }' "$1"
}
for file in lib/trade/gate_before.c lib/trade/gate_after.c lib/trade/exit.c; do
	functions "$file"
done | while IFS=' :' read -r row file function; do
	# shellcheck disable=SC2086 # the rules of exit.c are in several files
	echo "$row $(grep -l "^[a-z].* $function(" $file):$function"
done >"$work/functions"
"$tool" rows >"$work/rows"
is "$(cut -d ' ' -f 1 "$work/functions")" "$(cut -f 1 "$work/rows")" 'each row has its function'

# Three columns of names: what the function reads in its own file, what the row lists, what is read in all.
# A parameter of a tier stands for those of all tiers.
cut -d ' ' -f 2 "$work/functions" | xargs perl test/param_reads.pl --within | cut -f 2 >"$work/within"
cut -d ' ' -f 2 "$work/functions" | xargs perl test/param_reads.pl | cut -f 2 >"$work/all"
untrue() {
	paste "$1" "$work/within" "$work/all" | awk -F '\t' '
		function names(text, set, i, n, word) {
			split("", set)
			n = split(text, word, " ")
			for (i = 1; i <= n; i++) {
				sub(/^(tiny|small|medium|large)_/, "TIER_", word[i])
				set[word[i]]
			}
		}
		{
			names($2, row); names($3, within); names($4, all)
			for (name in within)
				if (!(name in row))
					print $1 " reads " name
			for (name in row)
				if (!(name in all))
					print $1 " does not read " name
		}'
}
is "$(untrue "$work/rows")" '' 'each row lists what its function reads'
sed 's/^cooldown	.*/cooldown	gate_rejects/' "$work/rows" >"$work/wrong"
is "$(untrue "$work/wrong" | sort)" "$(printf '%s\n' 'cooldown does not read gate_rejects' 'cooldown reads signal_cooldown_min')" \
	'and one that does not is seen'

# --- names ---

sed -n 's/^PARAM(\([a-z0-9_]*\),.*/\1/p' lib/params/params.def | sort >"$work/params"
sed 's/^\(tiny\|small\|medium\|large\)_/TIER_/' "$work/params" | sort -u - "$work/params" >"$work/known"
unknown() {
	{
		"$tool" gates before
		"$tool" gates after
		"$tool" exits
	} | grep -v '^\.It' | grep -oE '[A-Za-z][A-Za-z0-9]*(_[a-z0-9]+)+' | sort -u | comm -23 - "$1" |
		grep -vxE 'day_trade|swing_trade|credit_spread|execution_mode'
}
is "$(unknown "$work/known")" '' 'every parameter that a sentence names exists'
grep -v '^drawdown_sessions$' "$work/known" >"$work/fewer"
is "$(unknown "$work/fewer")" drawdown_sessions 'and one that does not is seen'

# No program trades credit spreads yet, so that none reads the parameters of their legs.
perl test/param_reads.pl tools/*.c | cut -f 2 | tr ' ' '\n' | sort -u >"$work/read"
is "$(comm -23 "$work/params" "$work/read" | grep -v '^credit_spread_')" '' 'every parameter is read by a program'
finish
