#!/bin/sh
# Measures the lexicon with tickers: headlines per second in the process, and through `opt-classify --text --universe`
# from a file to /dev/null, compared with `wc` on the same file. Prints one JSON line each. The goals are 1,000,000 and
# 400,000 per second on one core. The headlines and the universe are real; without their files nothing is measured.
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
headlines=../shared/data/sentiment/SEntFiN.csv
universe=../shared/data/tickers/company_tickers_exchange.json
if ! [ -r "$headlines" ] || ! [ -r "$universe" ]; then
	echo "lexicon: $headlines or $universe is not there: skipped" >&2
	exit 0
fi
make --no-print-directory -s BUILD="$build" "$build/bench/lexicon" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
perl train/sentfin.pl "$headlines" >"$work/rows.csv"
"$build/bench/lexicon" "$work/rows.csv" "$universe"

# A million lines, so that the start and the reading of the universe take a small part.
sed -n 's/^[a-z]*,"\(.*\)"$/\1/p' "$work/rows.csv" >"$work/once"
copies=$((1000000 / $(wc -l <"$work/once") + 1))
for _ in $(seq "$copies"); do
	cat "$work/once"
done >"$work/lines"
lines=$(wc -l <"$work/lines")
# microseconds COMMAND...: prints the time that COMMAND needs for the lines, after a first run
microseconds() {
	"$@" <"$work/lines" >/dev/null 2>&1
	from=$(date +%s%N)
	"$@" <"$work/lines" >/dev/null
	to=$(date +%s%N)
	echo $(((to - from) / 1000))
}
text=$(microseconds "$build/bin/opt-classify" --text --universe "$universe" -q)
words=$(microseconds wc)
printf '{"bench":"lexicon --text","headlines":%s,"wall_ms":%s,"per_s":%s,"wc_ms":%s,"ratio":%s}\n' "$lines" \
	$((text / 1000)) $((lines * 1000000 / text)) $((words / 1000)) \
	"$(awk -v a="$text" -v b="$words" 'BEGIN { printf "%.2f", a / b }')"
