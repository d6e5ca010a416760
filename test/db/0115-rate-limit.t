#!/bin/sh
# The broker's rate limit: a program slows down before a request is refused, waits after a refusal, gives up before its
# deadline and keeps stored bars. Uses the real clock and a broker that counts requests.
. test/tap.sh
. test/paper.sh
broker_database

# limited NAME=VALUE...: restarts test/limited.pl with these settings; it logs requests to $work/asked
limited() {
	broker_stop
	rm -f "$work/limited"
	perl test/limited.pl "$work/limited" "$work/asked" "$@" &
	broker_pid=$!
	broker_wait "$work/limited" || exit 1
	at_url "$(cat "$work/limited")"
}
# asked STATUS: how many requests got that status
asked() {
	awk -v status="$1" '$3 == status { n++ } END { print n + 0 }' "$work/asked"
}
days() {
	sql "select count(*) from lane_daily"
}
lines() {
	printf '%s' "$err" | grep -c .
}
unset OPT_NOW
command -v perl >/dev/null || { skip 'no perl'; finish; }

# One ticker, fourteen pages: a window allows nine requests, of which two are left to other programs
limited limit=9 window_s=2 pages=14
exits 0 'more pages than a window has requests' opt-bars -q --daily --backfill 2026-01-05 AAPL
is "$(asked 200) $(asked 429)" '14 0' 'every page is requested once, none is refused'
[ "$(cut -d ' ' -f 1 "$work/asked" | sort -u | wc -l)" -ge 2 ]
ok $? 'over several windows'
is "$(awk '$2 > 7' "$work/asked" | wc -l)" 0 'two requests per window are left to other programs'
is "$(days)" 14 'and every page is stored'

# Several requests under way at once
sql "truncate lane_daily; insert into ticker_universe (ticker, tradable, tracked, source, updated_at)
	select 'A' || translate(lpad(to_hex(n), 4, '0'), '0123456789abcdef', 'ABCDEFGHIJKLMNOP'), true, false, 'test', '2026-01-26'
	from generate_series(1, 4000) as n"
limited limit=15 window_s=2 pages=3
from=$(date -u -d '10 days ago' +%F)
exits 0 'nine chunks of symbols, three pages each' opt-bars -q --daily --all --backfill "$from"
is "$(asked 429)" 0 'none is refused'
[ "$(asked 200)" -ge 27 ]
ok $? 'all are requested'

# After a refusal the program waits as long as the broker says
limited refuse=2 retry_after=1 quiet=1
began=$(date +%s%N)
exits 0 'refused twice' opt-bars -q --daily --backfill 2026-01-05 AAPL
[ $(($(date +%s%N) - began)) -ge 2000000000 ]
ok $? 'it waits each time'
is "$(asked 429) $(asked 200)" '2 1' 'and repeats the request'
limited refuse=99 retry_after=1 quiet=1
exits 75 'refused every time' opt-bars -q --daily --backfill 2026-01-05 AAPL
is "$(asked 429)" 6 'it repeats the request five times'
like "$err" 'broker /v2/stocks/bars: HTTP 429: too many requests' 'the message gives the reason'
is "$(lines)" 1 'in one line'

# A wait that would end past the deadline is not begun; stored bars stay
sql 'truncate lane_daily'
limited limit=20 window_s=100000
began=$(date +%s%N)
exits 75 'no budget before the deadline' opt-bars -q --daily --all --backfill 2026-01-05 --deadline 30
[ $(($(date +%s%N) - began)) -lt 20000000000 ]
ok $? 'it ends at once'
like "$err" 'broker /v2/stocks/bars: the rate limit holds for [0-9]+ s more, past the deadline; the next run goes on' 'the message gives the reason'
is "$(lines)" 1 'in one line'
is "$(asked 429)" 0 'no request is refused'
is "$(sql 'select day, count(*) from lane_daily group by day order by day' | tr '\n' ' ')" '2026-01-05|9 2026-01-21|9 ' \
	'the fetched pieces stay, also the one that was being stored'
limited refuse=9 retry_after=3600
exits 75 'refused for an hour' opt-bars -q --daily --backfill 2026-01-05 --deadline 30 AAPL
is "$(asked 429)" 1 'the request is not repeated'

# A signal ends the waiting
limited refuse=9 retry_after=600
opt-bars -q --daily --backfill 2026-01-05 AAPL 2>"$work/err" &
pid=$!
while [ ! -s "$work/asked" ]; do sleep .1; done
began=$(date +%s%N)
kill "$pid"
status=0
wait "$pid" || status=$?
is "$status" 75 'a signal while it waits'
[ $(($(date +%s%N) - began)) -lt 5000000000 ]
ok $? 'ends the program'

# One request after the other, and the trading host, which has its own budget
sql "insert into lane_daily (ticker, day, open, high, low, close, volume, feed, known_at)
	select 'AAPL', d, 1, 2, 1, 2, 9, 'iex', d from unnest('{$(opt-calendar "$from" "$(date -u +%F)" | jq -r .date |
		head -n 4 | paste -sd ,)}'::date[]) as d on conflict do nothing"
limited refuse=1 retry_after=1 pages=12 limit=9 window_s=2
exits 0 'opt-chain' opt-chain -q --backfill 5 AAPL
is "$(asked 429)" 1 'one request is refused'
is "$(awk '{ print $4 }' "$work/asked" | sort -u)" /v2/options/contracts 'all requests go to the trading host'
is "$(asked 200)" 24 'every page is received'
finish
