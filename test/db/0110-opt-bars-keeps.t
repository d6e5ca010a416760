#!/bin/sh
# opt-bars: stores new bars, leaves unchanged ones alone, keeps the first values of corrected ones, refuses faulty ones.
. test/tap.sh
. test/paper.sh
broker_database
sql "insert into ticker_universe (ticker, tradable, tracked, source, updated_at)
	values ('AAPL', true, true, 'test', '2026-01-26'), ('OTHER', true, false, 'test', '2026-01-26')"

# bars SYMBOL JSON: sets the response to every request
bars() {
	printf '{"bars":{"%s":[%s]},"next_page_token":null}' "$1" "$2" >"$work/bars"
}
# bar TIME OPEN HIGH LOW CLOSE VOLUME
bar() {
	printf '{"t":"2026-01-%s:00Z","o":%s,"h":%s,"l":%s,"c":%s,"v":%s}' "$@"
}
rows="select ticker, ts, close, volume, trade_count, vwap, feed, known_at, corrected_at, first_close, first_volume
	from lane_telemetry order by ts"
echo '{}' >"$work/bars"
canned "$work/bars" || exit 1

OPT_NOW=2026-01-24T15:00:00Z # a Saturday
export OPT_NOW
exits 0 'a day without a session' opt-bars
is "$(sql 'select counts from pipeline_runs')" '{}' 'sends no request'
OPT_NOW=2026-01-26T02:00:00Z
exits 0 'at night' opt-bars
is "$out" '' 'it prints nothing'

OPT_NOW=2026-01-26T14:33:05Z
bars AAPL "$(bar 26T14:30 100 101 99 100.5 1000),$(bar 26T14:31 100.5 101 100 101 500),$(bar 26T14:32 101 102 101 101.1234 7),$(bar 26T14:33 1 1 1 1 1)"
exits 0 'a dry run' opt-bars -n AAPL
is "$(printf '%s\n' "$out" | jq -c '[.ticker, .new, .to]')" '["AAPL",3,"2026-01-26T14:32:00Z"]' 'prints what it would store'
is "$(sql 'select count(*) from lane_telemetry')" 0 'and stores nothing'
exits 0 'the first bars' opt-bars AAPL
is "$(sql "$rows" | tr '\n' ' ')" \
	'AAPL|2026-01-26 14:30:00+00|100.5000|1000|||iex|2026-01-26 14:33:05+00||| AAPL|2026-01-26 14:31:00+00|101.0000|500|||iex|2026-01-26 14:33:05+00||| AAPL|2026-01-26 14:32:00+00|101.1234|7|||iex|2026-01-26 14:33:05+00||| ' \
	'O38 P21 are stored, with integer and decimal prices, but not the minute in progress'
before=$(sql 'select xmin, * from lane_telemetry order by ts')
exits 0 'C20 the same minute again' opt-bars AAPL
is "$out" '' 'prints nothing'
is "$(sql 'select xmin, * from lane_telemetry order by ts')" "$before" 'C20 and writes nothing'

# A minute later: one new bar, one corrected, one twice in the response
OPT_NOW=2026-01-26T14:34:05Z
bars AAPL "$(bar 26T14:31 100.5 101 100 101 500),$(bar 26T14:32 101 102 100 101 700),$(bar 26T14:33 101 101 101 101 9),$(bar 26T14:33 101 101 101 101 9)"
exits 0 'a dry run of a correction' opt-bars -n AAPL
dry=$out
exits 0 'a correction' opt-bars AAPL
is "$out" "$dry" 'a dry run prints what the run does'
is "$(printf '%s\n' "$out" | jq -c '[.ts[11:16], .close, .volume, .change]' | tr '\n' ' ')" \
	'["14:32",101,700,"corrected"] ["14:33",101,9,"new"] ' 'prints the new bar and the corrected one'
is "$(sql "$rows" | tail -n 2 | tr '\n' ' ')" \
	'AAPL|2026-01-26 14:32:00+00|101.0000|700|||iex|2026-01-26 14:33:05+00|2026-01-26 14:34:05+00|101.1234|7 AAPL|2026-01-26 14:33:00+00|101.0000|9|||iex|2026-01-26 14:34:05+00||| ' \
	'the first values are kept'
OPT_NOW=2026-01-26T14:35:05Z
bars AAPL "$(bar 26T14:32 101 102 100 101.5 800)"
exits 0 'a second correction' opt-bars AAPL
is "$(sql "$rows" | sed -n 3p)" \
	'AAPL|2026-01-26 14:32:00+00|101.5000|800|||iex|2026-01-26 14:33:05+00|2026-01-26 14:35:05+00|101.1234|7' \
	'the first values are still kept'

# Faulty bars
bars AAPL "$(bar 26T14:34 100 99 101 100 1),$(bar 26T14:34 -1 2 -1 1 1),$(bar 26T14:34 100 101 99 102 1),$(bar 26T14:34 105 101 99 100 1)"
exits 0 'bars with impossible values' opt-bars AAPL
is "$(sql "select counts - 'tickers' from pipeline_runs order by started_at desc limit 1")" \
	'{"rejected_open_outside": 1, "rejected_close_outside": 1, "rejected_high_below_low": 1, "rejected_price_not_positive": 1}' \
	'rejected bars are counted by reason'
like "$err" 'high_below_low.*AAPL at 2026-01-26T14:34:00Z' 'a warning names one of them'
printf '{"bars":{"AAPL":[{"t":"2026-01-26T14:34:30Z","o":1,"h":1,"l":1,"c":1,"v":1},%s]}}' "$(bar 26T02:00 1 1 1 1 1)" >"$work/bars"
exits 0 'a bar off the minute and one outside of hours' opt-bars --backfill 2026-01-25 AAPL
like "$(sql 'select counts from pipeline_runs order by started_at desc limit 1')" 'off_the_minute": 1' 'a bar off the minute is counted'
like "$(sql 'select counts from pipeline_runs order by started_at desc limit 1')" 'outside_hours": 1' 'a bar outside of hours is counted'
is "$(sql 'select count(*) from lane_telemetry')" 4 'no rejected bar is stored'

bars OTHER "$(bar 26T14:34 1 1 1 1 1)"
exits 65 'a ticker that was not requested' opt-bars AAPL
echo '{"bars":{"AAPL":[{"t":"2026-01-26T14:34:00Z","o":1' >"$work/bars"
exits 65 'an incomplete response' opt-bars AAPL
echo '{"bars":{"AAPL":[{"t":"2026-01-26T14:34:00Z","o":"x","h":1,"l":1,"c":1,"v":1}]}}' >"$work/bars"
exits 1 'a price that is not a number' opt-bars AAPL
like "$err" 'bars: AAPL: 2026-01-26T14:34:00Z: .*is not a number' 'costs its bar, which is named'
echo '{"message":"hello"}' >"$work/bars"
exits 65 'a response without bars' opt-bars AAPL
is "$(sql 'select count(*) from lane_telemetry')" 4 'no bar of a faulty response is stored'

# The tickers of a run
echo '{"bars":{},"next_page_token":null}' >"$work/bars"
exits 0 'without operands' opt-bars
is "$(sql "select counts ->> 'tickers' from pipeline_runs order by started_at desc limit 1")" 2 'the tracked tickers and SPY'
exits 0 '--all' opt-bars --all
is "$(sql "select counts ->> 'tickers' from pipeline_runs order by started_at desc limit 1")" 3 'every tradable ticker'

# Days: of completed sessions only
printf '{"bars":{"AAPL":[{"t":"2026-01-23T05:00:00Z","o":1,"h":2,"l":1,"c":2,"v":9,"n":3,"vw":1.5},{"t":"2026-01-24T05:00:00Z","o":1,"h":2,"l":1,"c":2,"v":9},{"t":"2026-01-26T05:00:00Z","o":1,"h":2,"l":1,"c":2,"v":9}]}}' >"$work/bars"
exits 0 'daily bars' opt-bars --daily AAPL
is "$(sql 'select ticker, day, close, volume, trade_count, vwap from lane_daily')" 'AAPL|2026-01-23|2.0000|9|3|1.5000' \
	'no bar of a Saturday or of the unfinished day'
OPT_NOW=2026-01-27T01:00:00Z
exits 0 'in the evening' opt-bars --daily AAPL
is "$(sql 'select day from lane_daily order by 1' | tr '\n' ' ')" '2026-01-23 2026-01-26 ' 'then the day is complete'

printf '{"bars":{"AAPL":[{"t":"2026-01-26T05:00:00Z","o":1,"h":2,"l":1,"c":2,"v":9},{"t":"2026-01-27T05:00:00Z","o":0.5,"h":0.5,"l":0.5,"c":0.5,"v":9}]}}' >"$work/bars"
OPT_NOW=2026-01-28T01:00:00Z
exits 0 'a day that opens at a quarter of the price' opt-bars --daily AAPL
like "$err" 'AAPL went from 2.00 to 0.50 on 2026-01-27, as by a split of 4 for 1' 'a warning calls it a split'
sql "delete from lane_daily where day = '2026-01-27'; insert into corporate_actions
	(ticker, kind, ex_date, known_at, new_shares, old_shares, source) values ('AAPL', 'split', '2026-01-27', '2026-01-20', 4, 1, 'broker')"
exits 0 'the same after a split that is known' opt-bars --daily AAPL
is "$err" '' 'warns of nothing'
sql "insert into corporate_actions (ticker, kind, ex_date, known_at, new_shares, old_shares, source, withdrawn)
	values ('AAPL', 'split', '2026-01-27', '2026-01-21', 4, 1, 'broker', true);
	delete from lane_daily where day = '2026-01-27'"
exits 0 'and after one that was withdrawn' opt-bars --daily AAPL
like "$err" 'as by a split of 4 for 1' 'warns again'
sql "delete from lane_daily where day = '2026-01-27'; delete from corporate_actions"
OPT_NOW=2026-01-27T01:00:00Z

# One at a time
sql "update stage_leases set holder = gen_random_uuid(), host = 'elsewhere', expires_at = clock_timestamp() + interval '1 min'
	where stage = 'opt-bars'"
OPT_NOW=2026-01-26T14:36:05Z
bars AAPL "$(bar 26T14:35 101 101 101 101 9)"
exits 75 'C01 a second instance' opt-bars AAPL
is "$(sql "select count(*) from lane_telemetry where ts = '2026-01-26T14:35Z'")" 0 'stores nothing'
exits 0 'a backfill runs at the same time' opt-bars --backfill 2026-01-26 AAPL
is "$(sql "select count(*) from lane_telemetry where ts = '2026-01-26T14:35Z'")" 1 'and stores bars'

# A generated market: the history in one run, then each minute
if command -v opt-paper >/dev/null && paper --synth 7 --now 2026-01-26T21:00:00Z; then
	sql "delete from lane_telemetry; delete from lane_daily; delete from stage_leases;
		update ticker_universe set tracked = ticker = 'AAPL'"
	OPT_NOW=2026-01-26T14:29:05Z
	exits 0 'before the open' opt-bars
	is "$(sql "select count(distinct (ts at time zone 'America/New_York')::date), min(ts) from lane_telemetry
		where ticker = 'AAPL'")" '20|2025-12-24 14:30:00+00' '20 sessions of minutes'
	exits 0 'daily bars' opt-bars --daily
	is "$(sql "select count(*) >= 260, max(day) from lane_daily where ticker = 'AAPL'")" 't|2026-01-23' 'a year of daily bars'
	OPT_NOW=2026-01-26T14:31:05Z
	exits 0 'the first minute' opt-bars
	is "$(printf '%s\n' "$out" | jq -r '[.ticker, .ts, .change] | @csv' | tr '\n' ' ')" \
		'"AAPL","2026-01-26T14:30:00Z","new" "SPY","2026-01-26T14:30:00Z","new" ' 'prints one row per bar'
	OPT_NOW=2026-01-26T15:30:05Z
	exits 0 'C19 after an hour without a run' opt-bars
	is "$(sql "select count(*), max(ts) from lane_telemetry where ticker = 'AAPL' and ts >= '2026-01-26'")" \
		'60|2026-01-26 15:29:00+00' 'C19 no minute is missing'
	sql "delete from lane_telemetry where ts between '2026-01-26T14:40Z' and '2026-01-26T14:49Z'"
	exits 0 'a backfill fills missing minutes' opt-bars --backfill 2026-01-26
	is "$(printf '%s\n' "$out" | jq -c '[.ticker, .new, .same]' | tr '\n' ' ')" '["AAPL",10,50] ["SPY",10,50] ' 'and leaves the others alone'
	sql "delete from lane_telemetry where ticker = 'AAPL' and ts between '2026-01-26T14:50Z' and '2026-01-26T14:54Z'"
	OPT_NOW=2026-01-26T15:44:05Z
	exits 0 'most runs' opt-bars
	is "$(sql "select count(*) from lane_telemetry where ticker = 'AAPL' and ts >= '2026-01-26'")" 69 'continue from the newest bar'
	OPT_NOW=2026-01-26T15:45:05Z
	exits 0 'a run every fifteen minutes' opt-bars
	is "$(sql "select count(*) from lane_telemetry where ticker = 'AAPL' and ts >= '2026-01-26'")" 75 'fills missing minutes'
	like "$(sql 'select counts from pipeline_runs order by started_at desc limit 1')" '"with_holes": 1' 'and counts the tickers that lacked some'

	# The whole market: each run searches, once, for minutes that most of the market lacks
	sql "delete from lane_telemetry; delete from pipeline_runs; update ticker_universe set tracked = false;
		insert into ticker_universe (ticker, tradable, tracked, source, updated_at)
		select ticker, true, false, 'test', '2026-01-26' from unnest('{AMD,AMZN,NVDA,META,MSFT,TSLA}'::text[]) as ticker
		on conflict do nothing"
	# last COUNT: prints that count of the last run
	last() {
		sql "select counts ->> '$1' from pipeline_runs order by started_at desc limit 1"
	}
	bars_of() {
		sql "select count(*) from lane_telemetry where ts >= '2026-01-26'"
	}
	OPT_NOW=2026-01-26T15:44:05Z
	exits 0 'the whole market' opt-bars --all
	whole=$(bars_of)
	sql "delete from lane_telemetry where ts between '2026-01-26T14:50Z' and '2026-01-26T14:54Z' and ticker <> 'AAPL'"
	sql "delete from lane_telemetry where ts = '2026-01-26T14:45Z' and ticker = 'AMD'"
	OPT_NOW=2026-01-26T15:45:05Z
	exits 0 'a run every fifteen minutes' opt-bars --all
	is "$(bars_of)" "$((whole + whole / 74 - 1))" 'fetches the minutes that most of the market lacked'
	is "$(last with_holes)" 1 'and counts it'
	sql "delete from lane_telemetry where ts between '2026-01-26T14:55Z' and '2026-01-26T14:59Z';
		delete from lane_telemetry where ts between '2026-01-26T15:50Z' and '2026-01-26T15:52Z'"
	OPT_NOW=2026-01-26T15:58:05Z
	exits 0 'further minutes' opt-bars --all
	sql "delete from lane_telemetry where ts between '2026-01-26T15:47Z' and '2026-01-26T15:48Z'"
	before=$(bars_of)
	OPT_NOW=2026-01-26T16:00:05Z
	exits 0 'fifteen minutes later' opt-bars --all
	is "$(last with_holes)" 1 'the minutes since the last search are searched'
	is "$(sql "select count(distinct ts) from lane_telemetry where ts between '2026-01-26T15:47Z' and '2026-01-26T15:48Z'")" 2 \
		'the missing ones are fetched'
	is "$(sql "select count(*) from lane_telemetry where ts between '2026-01-26T14:55Z' and '2026-01-26T14:59Z'")" 0 \
		'minutes missing since an earlier search are left to --backfill'
else
	skip 'no opt-paper'
fi
finish
