#!/bin/sh
# opt-classify --text: rows for plain lines and JSON Lines, and the SEC's universe where its file exists.
cd "$(dirname "$0")/../.." || exit 1
bin=${BUILD:-build}/bin
sec=../shared/data/tickers/company_tickers_exchange.json
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. test/apart.sh
apart "$work/home"
number=0

# ok NAME: passes when the command before it succeeded
ok() {
	set -- $? "$1"
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
	fi
}

keys='["program","event","tickers","sentiment_label","sentiment_score","p_positive","p_neutral","p_negative","engine","model","event_type","urgency"]'
printf 'Apple beats estimates, raises guidance\n\nProfit fell 20%%\n' | "$bin/opt-classify" --text > "$work/rows"
jq -e -s "length == 3 and all(.[]; keys_unsorted == $keys)" "$work/rows" > /dev/null
ok 'one row per line, with the keys in order'
jq -e -s '.[0].sentiment_score > .7 and .[0].sentiment_label == "positive" and .[2].sentiment_label == "negative"
	and .[1].sentiment_label == "neutral" and all(.[]; .engine == "lexicon")' "$work/rows" > /dev/null
ok 'each headline has its label'
jq -e -s 'all(.[]; (.p_positive + .p_neutral + .p_negative - 1 | fabs) < 1e-9)' "$work/rows" > /dev/null
ok 'probabilities sum to 1 as printed'

printf '{"title":"Results","summary":"Profit fell"}\n{"title":"Profit rises"}\n{"no":1}\n' |
	"$bin/opt-classify" --text > "$work/rows" 2> "$work/talk"
[ $? -eq 1 ] && [ "$(jq -s length "$work/rows")" = 2 ] && grep -q 'line 3' "$work/talk"
ok 'JSON Lines: a line without a title is logged, the others have rows'
printf '\357\273\277{"title":"Profit rises"}\nProfit\0rises\nProfit rises\n' | "$bin/opt-classify" --text > "$work/rows"
jq -e -s 'length == 3 and all(.[]; . == $rows[2])' --slurpfile rows "$work/rows" "$work/rows" > /dev/null
ok 'a byte order mark is skipped, and a NUL does not end the text'
mkfifo "$work/slow"
"$bin/opt-classify" --text < "$work/slow" > "$work/rows" 2> "$work/talk" &
waiting=$!
exec 3> "$work/slow"
echo 'Profit rises' >&3
sleep .5
kill "$waiting"
wait "$waiting"
[ $? -eq 75 ] && [ "$(jq -s length "$work/rows")" = 1 ] && grep -q 'stopped by signal' "$work/talk"
ok 'a signal during the wait for a line: earlier lines have rows'
exec 3>&-
echo x | "$bin/opt-classify" --text --universe "$work/absent" > "$work/rows" 2> "$work/talk"
[ $? -eq 65 ] && ! [ -s "$work/rows" ]
ok 'a missing file of the universe'
printf '{"fields":["ticker","name"],"data":[["BRK-B","BERKSHIRE HATHAWAY INC"],["X"]]}' > "$work/universe"
echo x | "$bin/opt-classify" --text --universe "$work/universe" > /dev/null 2> "$work/talk"
[ $? -eq 65 ] && grep -q 'row 1' "$work/talk"
ok 'a damaged file of the universe'
printf '{"fields":["ticker","name"],"data":[["BRK-B","BERKSHIRE HATHAWAY INC"]]}' > "$work/universe"
printf 'Berkshire Hathaway, %sBRK.B\n' '$' | "$bin/opt-classify" --text --universe "$work/universe" |
	jq -e '.tickers == ["BRK.B"]' > /dev/null
ok 'class shares are written BRK.B'

# The score of opt-signal for articles "HH:MM headline" as lines of $1, each minute from the second article on until 15:35.
scores() {
	cut -d ' ' -f 2- "$1" | "$bin/opt-classify" --text > "$work/rows"
	cut -d ' ' -f 1 "$1" | jq -R 'split(":") | (.[0] | tonumber) * 60 + (.[1] | tonumber)' > "$work/minutes"
	jq -n -c --slurpfile row "$work/rows" --slurpfile at "$work/minutes" '
		range($at[1]; 15 * 60 + 36) as $now
		| [range($at | length) as $i | $now - $at[$i] | select(. >= 0 and . < 60)
			| {w: (pow(2; -. / 20) * (1 - $row[$i].p_neutral)), s: $row[$i].sentiment_score}]
		| (map(.w * .s) | add) / (map(.w) | add)'
}
cat > "$work/gap" <<'GAP'
14:05 Shares of Norvane sink before the open after a rival shows a cheaper design
14:31 Norvane plummets 14% at the open in its worst start in years
14:48 Brokers cut Norvane targets on fears of lower demand
15:02 Norvane rout deepens as investors dump the sector
15:10 A few managers see a golden buying opportunity in the Norvane slump
15:22 Norvane on pace for the biggest one-day loss of market value on record
GAP
scores "$work/gap" | jq -e -s 'length == 65 and all(.[]; . < -.5)' > /dev/null
ok 'one opinion without direction does not hold the score of a crash above -.5'
gap=../shared/cases/text/gap-day.tsv
if [ -f "$gap" ]; then
	cut -f 1,3 "$gap" | tr '\t' ' ' > "$work/gap"
	scores "$work/gap" | jq -e -s 'length == 65 and all(.[]; . < -.5)' > /dev/null
	ok 'the headlines of a day with a large gap'
else
	number=$((number + 1))
	echo "ok $number # SKIP no $gap"
fi

if [ -f "$sec" ]; then
	cat > "$work/cases" <<'CASES'
AAPL|Apple beats estimates, raises guidance
|Farmers harvest an apple crop
TGT|Target raises full-year forecast
NVDA|Morgan Stanley raises price target on Nvidia
|The gap between rich and poor widens
V MA|Visa and Mastercard settle lawsuit
F|Ford recalls 1 million vehicles
META|Meta Platforms to cut jobs
T VZ|AT&T and Verizon raise prices
BRK.B|Berkshire Hathaway class B shares hit record
NOW|ServiceNow tops estimates - Reuters
|Now is the time to buy
AAPL TSLA|(NASDAQ: AAPL) and $TSLA
MCD WEN LOW|McDonald's and Wendy's beat; Lowe's misses
INTC|Intel cut to sell at Goldman Sachs
BAC|Bank of America downgraded at Wells Fargo
AAPL|Apple downgraded - Morgan Stanley
|US GDP grows; Dow and Nasdaq end higher
XOM CVX|Exxon Mobil, Chevron gain with oil
CASES
	cut -d '|' -f 2 "$work/cases" | "$bin/opt-classify" --text --universe "$sec" | jq -r '.tickers | join(" ")' > "$work/got"
	cut -d '|' -f 1 "$work/cases" | diff - "$work/got" | sed 's/^/# /'
	cut -d '|' -f 1 "$work/cases" | cmp -s - "$work/got"
	ok 'the 10,000 names of the SEC'
else
	number=$((number + 1))
	echo "ok $number # SKIP no $sec"
fi
echo "1..$number"
