#!/bin/sh
# One pass of opt-posmon over POSITIONS (500) open positions with half an hour of marks, against opt-paper: medians of ROUNDS
# (9) of the pass and of its requests, and for comparison the real psql, which inserts as many marks in the same run. The
# goal is 5,000 ms and one request per 100 symbols. Prints one JSON line.
. test/tap.sh
. test/paper.sh
. test/many.sh
PSQL=$(pg_config --bindir)/psql
[ -x "$PSQL" ] || PSQL=psql
positions=${POSITIONS:-500} rounds=${ROUNDS:-9}
broker_database
many_positions "$positions" 0 $((rounds + 1))
sql "insert into position_marks (position_id, ts, bid, ask, mid, underlying_price, underlying_ts, quote_ts, feed, source, value)
	select p.id, timestamptz '2026-01-26T15:00:05Z' - n * interval '1 minute', 2.45, 2.55, 2.5, 100, timestamptz '2026-01-26T15:00:05Z'
		- n * interval '1 minute', timestamptz '2026-01-26T15:00:05Z' - n * interval '1 minute', 'indicative', 'quote', 2.5
	from active_positions p, generate_series(1, 30) n"
sql 'vacuum analyze'
round=0
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1))
	clock "$(printf '2026-01-26T15:%02d:05Z' "$round")"
	from=$(date +%s%N)
	opt-posmon -q >/dev/null 2>"$work/warnings"
	echo $((($(date +%s%N) - from) / 1000)) >>"$work/run"
	from=$(date +%s%N)
	"$PSQL" -Xq -v ON_ERROR_STOP=1 -c "insert into position_marks (position_id, ts, bid, ask, mid, underlying_price)
		select id, '2026-01-27T15:00:05Z'::timestamptz + $round * interval '1 minute', 2.45, 2.55, 2.5, 100 from active_positions"
	echo $((($(date +%s%N) - from) / 1000)) >>"$work/psql"
done
median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }'
}
sql "select counts->>'pass_ms' from pipeline_runs where stage = 'opt-posmon'" | sed 's/$/000/' >"$work/pass"
printf '{"bench":"monitor","positions":%s,"run_ms":%s,"pass_ms":%s,"limit_ms":5000,"requests":%s,"psql_ms":%s}\n' "$positions" \
	"$(median "$work/run")" "$(median "$work/pass")" \
	"$(sql "select max((counts->>'requests')::int) from pipeline_runs where stage = 'opt-posmon'")" "$(median "$work/psql")"
