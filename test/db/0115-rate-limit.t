#!/bin/sh
# The broker's rate limit: a program with many requests slows down before the broker refuses one, waits after a refusal, gives
# up before its deadline, and keeps the bars that it has. On the real clock, against test/limited.pl.
. test/tap.sh
. test/paper.sh
broker_database

# limited NAME=VALUE...: starts test/limited.pl with these settings, after it ends the one before; its log is $work/requests
limited() {
	broker_stop
	rm -f "$work/limited"
	perl test/limited.pl "$work/limited" "$work/requests" "$@" &
	broker_pid=$!
	broker_wait "$work/limited" || exit 1
	at_url "$(cat "$work/limited")"
}
# answered STATUS: how many requests got this status
answered() {
	awk -v status="$1" '$3 == status { n++ } END { print n + 0 }' "$work/requests"
}
days() {
	sql "select count(*) from lane_daily"
}
lines() {
	printf '%s' "$err" | grep -c .
}
unset OPT_NOW
command -v perl >/dev/null || { skip 'no perl'; finish; }

# One ticker, fourteen pages: a window allows nine requests; two of them are left to other programs
limited limit=9 window_s=2 pages=14
exits 0 'more pages than a window has requests' opt-bars -q --daily --backfill 2026-01-05 AAPL
is "$(answered 200) $(answered 429)" '14 0' 'every page is requested once, none is refused'
[ "$(cut -d ' ' -f 1 "$work/requests" | sort -u | wc -l)" -ge 2 ]
ok $? 'the requests take several windows'
is "$(awk '$2 > 7' "$work/requests" | wc -l)" 0 'two requests per window are left to others'
is "$(days)" 14 'every page is stored'

# The reserve of the exits is a parameter
sql 'truncate lane_daily'
opt-params -q set --why test rate_reserve_pct=50 >/dev/null
limited limit=12 window_s=2 pages=14
exits 0 'half of the requests are left to exits' opt-bars -q --daily --backfill 2026-01-05 AAPL
is "$(answered 200) $(answered 429) $(awk '$2 > 6' "$work/requests" | wc -l)" '14 0 0' 'O14 six of twelve in each window'
opt-params -q set --why test --yes-raise-risk rate_reserve_pct=20 >/dev/null

# Several requests at once
sql "truncate lane_daily; insert into ticker_universe (ticker, tradable, tracked, source, updated_at)
	select 'A' || translate(lpad(to_hex(n), 4, '0'), '0123456789abcdef', 'ABCDEFGHIJKLMNOP'), true, false, 'test', '2026-01-26'
	from generate_series(1, 4000) as n"
limited limit=15 window_s=2 pages=3
from=$(date -u -d '10 days ago' +%F)
exits 0 'nine chunks of symbols, three pages each' opt-bars -q --daily --all --backfill "$from"
is "$(answered 429)" 0 'none is refused'
[ "$(answered 200)" -ge 27 ]
ok $? 'all are requested'

# Refused: it waits as long as Retry-After requires
limited refuse=2 retry_after=1 quiet=1
began=$(date +%s%N)
exits 0 'refused twice' opt-bars -q --daily --backfill 2026-01-05 AAPL
[ $(($(date +%s%N) - began)) -ge 2000000000 ]
ok $? 'it waits each time'
is "$(answered 429) $(answered 200)" '2 1' 'it sends the request again'
limited refuse=99 retry_after=1 quiet=1
exits 75 'every request is refused' opt-bars -q --daily --backfill 2026-01-05 AAPL
is "$(answered 429)" 6 'it sends the request five times more'
like "$err" 'broker /v2/stocks/bars: HTTP 429: too many requests' 'the error has the reason'
is "$(lines)" 1 'the error is one line'

# A wait that would end past the deadline is not begun; bars that were stored before stay
sql 'truncate lane_daily'
limited limit=22 window_s=100000
began=$(date +%s%N)
exits 75 'no request is allowed before the deadline' opt-bars -q --daily --all --backfill 2026-01-05 --deadline 30
[ $(($(date +%s%N) - began)) -lt 20000000000 ]
ok $? 'it ends at once'
like "$err" 'broker /v2/stocks/bars: the rate limit holds for [0-9]+ s more, past the deadline; the next run continues' 'the error has the reason'
is "$(lines)" 1 'the error is one line'
is "$(answered 429)" 0 'no request was refused'
is "$(sql 'select day, count(*) from lane_daily group by day order by day' | tr '\n' ' ')" '2026-01-05|9 2026-01-21|9 ' \
	'it keeps the bars that it had, also those being written to the database'
limited refuse=9 retry_after=3600
exits 75 'a Retry-After of one hour' opt-bars -q --daily --backfill 2026-01-05 --deadline 30 AAPL
is "$(answered 429)" 1 'it sends one request'

# A signal ends the waiting
limited refuse=9 retry_after=600
opt-bars -q --daily --backfill 2026-01-05 AAPL 2>"$work/err" &
pid=$!
while [ ! -s "$work/requests" ]; do sleep .1; done
began=$(date +%s%N)
kill "$pid"
status=0
wait "$pid" || status=$?
is "$status" 75 'a signal ends the wait'
[ $(($(date +%s%N) - began)) -lt 5000000000 ]
ok $? 'at once'

# One request after the other, to the trading host, which has its own limit
sql "insert into lane_daily (ticker, day, open, high, low, close, volume, feed, known_at)
	select 'AAPL', d, 1, 2, 1, 2, 9, 'iex', d from unnest('{$(opt-calendar "$from" "$(date -u +%F)" | jq -r .day |
		head -n 4 | paste -sd ,)}'::date[]) as d on conflict do nothing"
limited refuse=1 retry_after=1 pages=12 limit=9 window_s=2
exits 0 'opt-chain' opt-chain -q --backfill 5 AAPL
is "$(answered 429)" 1 'opt-chain is refused only once'
is "$(awk '{ print $4 }' "$work/requests" | sort -u)" /v2/options/contracts 'the trading host refused it'
is "$(answered 200)" 24 'opt-chain has every page'
finish
