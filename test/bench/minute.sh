#!/bin/sh
# The commands of one minute of the crontab, in a chain, for 30 tickers with opt-paper: the median wall time of 9 minutes,
# compared with five runs of the real psql with `select 1` in the same run. Prints one JSON line per program and one for the
# chain. Target: 200 ms.
. test/tap.sh
. test/paper.sh
. test/market.sh
PSQL=$(pg_config --bindir)/psql
[ -x "$PSQL" ] || PSQL=psql
broker_database
paper --synth 7 || exit 1
clock 2026-01-26T15:00:05Z
# shellcheck disable=SC2046 # one word per ticker
opt-universe -q --track $(opt-universe | jq -r .ticker | head -30)
opt-bars --daily -q
opt-bars -q
opt-features -q
opt-chain -q
news NVDA 0.9 60
news AMD 0.9 60
opt-watchlist -q

# timed NAME COMMAND...: appends its wall time in microseconds to the file NAME
timed() {
	name=$1
	shift
	from=$(date +%s%N)
	"$@" >/dev/null
	to=$(date +%s%N)
	echo $(((to - from) / 1000)) >>"$work/$name.us"
}
five_psql() {
	for _ in 1 2 3 4 5; do
		"$PSQL" -XAtqc 'select 1'
	done
}
chain() {
	sh -c 'opt-bars -q; opt-features -q; opt-posmon -q; opt-signal -q; opt-dispatch -q'
}
median() {
	sort -n "$work/$1.us" | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }'
}

for minute in 01 02 03 04 05 06 07 08 09; do
	clock "2026-01-26T15:$minute:05Z"
	for stage in opt-bars opt-features opt-posmon opt-signal opt-dispatch; do
		timed $stage $stage -q
	done
done
for minute in 11 12 13 14 15 16 17 18 19; do
	clock "2026-01-26T15:$minute:05Z"
	timed chain chain
	timed psql five_psql
done
for stage in opt-bars opt-features opt-posmon opt-signal opt-dispatch; do
	printf '{"bench":"minute","program":"%s","tickers":30,"wall_ms":%s}\n' $stage "$(median $stage)"
done
printf '{"bench":"minute","program":"chain of 5","tickers":30,"wall_ms":%s,"limit_ms":200,"five_psql_ms":%s,"ratio":%s}\n' \
	"$(median chain)" "$(median psql)" "$(awk -v a="$(median chain)" -v b="$(median psql)" 'BEGIN { printf "%.2f", a / b }')"
