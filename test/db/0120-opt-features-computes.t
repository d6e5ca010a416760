#!/bin/sh
# opt-features: compared with a computation in SQL on real bars; what was known when; one row per bar.
. test/tap.sh
. test/paper.sh
broker_database

data=${OPT_TEST_DATA:-../shared/data}/recordings/2013-10-stocks/stock_bars.csv
sql "select opt_partition_ensure_all('2013-10-01', '2013-10-31')" >/dev/null

# stored TABLE CONDITION: name and value of every column of the row, except the keys, the feed and our times
stored() {
	sql "select key, case value #>> '{}' when 'true' then '1' when 'false' then '0' else value #>> '{}' end
		from $1 as t, jsonb_each(to_jsonb(t) - '{ticker,ts,day,bar_ts,feed,computed_at,known_at}'::text[]) where $2" |
		awk -F '|' '{ printf $2 == "" ? "%s null\n" : "%s %.9e\n", $1, $2 }' | sort
}
features_at() {
	stored lane_features "ticker = '$1' and ts = '$2'"
}
reference_at() {
	psql -XAtq -v ON_ERROR_STOP=1 -v ticker="$1" -v at="$2" -v sessions="${3:-20}" -f test/db/features_reference.sql | sort
}
daily_reference() {
	psql -XAtq -v ON_ERROR_STOP=1 -v ticker="$1" -v day="$2" -f test/db/features_daily_reference.sql | sort
}

if [ -r "$data" ]; then
	sql "create table recording (ticker text, ts timestamptz, open numeric, high numeric, low numeric, close numeric,
		volume numeric)"
	psql -Xq -c "\\copy recording from '$data' csv header"
	sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
		select ts, ticker, open, high, low, close, volume, 'sip', ts + interval '1 min' from recording"
	OPT_NOW=2013-10-10T15:00:04Z
	export OPT_NOW
	exits 0 'real bars' opt-features
	is "$(sql 'select count(*), count(distinct ticker), min(ts), max(ts) from lane_features')" \
		'20|4|2013-10-10 14:55:00+00|2013-10-10 14:59:00+00' 'the five newest bars of each ticker'
	for ticker in SPY IBM AIG; do
		is "$(features_at $ticker 2013-10-10T14:59:00Z)" "$(reference_at $ticker 2013-10-10T14:59:00Z)" "$ticker: the same as in SQL"
	done
	is "$(features_at BAC 2013-10-10T14:56:00Z)" "$(reference_at BAC 2013-10-10T14:56:00Z)" 'a bar before the newest'
	OPT_NOW=2013-10-10T15:01:04Z
	exits 0 'a minute later, resumed from the state' opt-features
	is "$(features_at SPY 2013-10-10T15:00:00Z)" "$(reference_at SPY 2013-10-10T15:00:00Z)" 'the same as in SQL'
	OPT_NOW=2013-10-10T15:06:04Z
	exits 0 'a bucket later' opt-features
	is "$(features_at AIG 2013-10-10T15:05:00Z)" "$(reference_at AIG 2013-10-10T15:05:00Z)" 'the same as in SQL'
	sql 'delete from lane_atr_state'
	sql "delete from lane_features where ts = '2013-10-10T15:05Z'"
	streamed=$(printf '%s\n' "$out" | grep 15:05:00)
	exits 0 'a new seed' opt-features
	is "$(printf '%s\n' "$out" | grep 15:05:00)" "$streamed" 'batch and stream agree to the last bit'
	like "$(features_at SPY 2013-10-10T15:05:00Z)" '^volume_ratio_tod null' 'four earlier sessions are too few for the median of 20'
	exits 0 'set the median to four sessions' opt-params set tod_sessions=4 --why test
	sql 'delete from lane_features; delete from lane_atr_state'
	exits 0 'a run with four earlier sessions' opt-features
	for ticker in SPY IBM AIG BAC; do
		is "$(features_at $ticker 2013-10-10T15:05:00Z)" "$(reference_at $ticker 2013-10-10T15:05:00Z 4)" \
			"$ticker: every column the same as in SQL"
		like "$(features_at $ticker 2013-10-10T15:05:00Z)" '^volume_ratio_tod [0-9]' 'the ratio to the usual volume is known'
	done
	is "$(features_at SPY 2013-10-10T15:05:00Z | wc -l)" 22 'twenty-two columns'
	sql 'delete from trading_params'
	# Seeds made before the open give the same rows, also when the night was a split
	session() { # session PREPARE...: prints all rows of the first minutes
		sql 'truncate lane_features, lane_atr_state'
		[ $# = 0 ] || OPT_NOW=2013-10-10T13:25:00Z opt-features "$@" -q
		for minute in 31 32 35 36 46; do
			OPT_NOW=2013-10-10T13:$minute:04Z opt-features -q
		done
		sql 'select * from lane_features order by ts, ticker'
	}
	seeded=$(session)
	is "$(session --prepare)" "$seeded" 'seeds made before the open: the same rows to the last bit'
	is "$(sql "select counts ->> 'prepared' from pipeline_runs where counts ? 'prepared'")" 4 'the run counts the seeds'
	sql 'truncate lane_atr_state'
	OPT_NOW=2013-10-10T13:25:00Z
	opt-features --prepare -q
	exits 0 'prepare again' opt-features --prepare -q
	is "$(sql "select counts ->> 'prepared' from pipeline_runs order by started_at desc limit 1")" 0 'each seed is made once'
	printf '%s\n' "$seeded" | awk -F '|' '$18 != ""' | grep -q .
	ok $? 'some rows have an average true range'
	sql "update lane_telemetry set open = open / 4, high = high / 4, low = low / 4, close = close / 4
		where ticker = 'SPY' and ts >= '2013-10-10T13:30Z'"
	split=$(session)
	is "$(session --prepare)" "$split" 'the same rows also after a night that was a split'
	[ "$split" != "$seeded" ]
	ok $? 'the split changes the rows'
	sql 'truncate lane_telemetry, lane_features, lane_atr_state'
else
	skip 'no recordings'
fi

# What was known when: generated bars, one per minute from 14:30 on 2026-01-26, and on the days before
sql "select opt_partition_ensure_all('2025-12-01', '2026-01-31')" >/dev/null
minutes() {
	sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
		select t, '$1', 100, 102, 98, 100 + extract(minute from t) / 100.0, $4, '${5:-iex}', t + interval '65 s'
		from generate_series(timestamptz '$2', timestamptz '$3', interval '1 min') as t"
}
one() {
	printf '%s\n' "$out" | jq -r "select(.ticker == \"$1\") | $2"
}
OPT_NOW=2026-01-26T15:00:06Z
export OPT_NOW
minutes FULL 2026-01-23T18:00Z 2026-01-23T20:59Z 100
minutes FULL 2026-01-26T14:30Z 2026-01-26T15:10Z 100
minutes FRESH 2026-01-26T14:45Z 2026-01-26T14:59Z 100
minutes YOUNG 2026-01-26T14:30Z 2026-01-26T14:59Z 100
minutes MIXED 2026-01-26T14:30Z 2026-01-26T14:50Z 100 sip
minutes MIXED 2026-01-26T14:51Z 2026-01-26T14:59Z 100
minutes QUIET 2026-01-26T14:30Z 2026-01-26T14:59Z 0
exits 0 'a dry run' opt-features -n
dry=$out
is "$(sql 'select count(*) from lane_features')" 0 'stores nothing'
exits 0 'a run' opt-features
is "$out" "$dry" 'a dry run prints what the run does'
is "$(one FULL .ts | tail -n 1)" 2026-01-26T14:59:00Z 'a bar that is not known yet is not used'
is "$(one FRESH .ts)" '' 'fewer than 20 bars: no row'
is "$(one YOUNG '[.sma20 != null, .sma50, .trend_state, .vol_ratio != null, .atr14] | @csv' | tail -n 1)" 'true,,,true,' \
	'fewer than 50: no slow average, no trend; no seed: no range'
is "$(one MIXED '[.volume_avg_20, .volume_ratio, .volume_surge, .session_vwap] | @csv' | tail -n 1)" ',,,' \
	'volumes of two feeds are not compared'
is "$(one QUIET '[.volume_avg_20, .volume_ratio, .volume_surge] | @csv' | tail -n 1)" '0,,' 'the ratio of no volume to no volume is unknown'
is "$(sql "select volume_ratio_tod is null from lane_features where ticker = 'FULL' limit 1")" t \
	'the ratio to the same minute is unknown without 20 sessions'
before=$(sql 'select xmin, * from lane_features order by ts, ticker')
exits 0 'C20 the same minute again' opt-features
is "$out" '' 'prints nothing'
is "$(sql 'select xmin, * from lane_features order by ts, ticker')" "$before" 'C20 and writes nothing'

# A correction that becomes known after now is not used; one that is known is used
sql "delete from lane_features; delete from lane_atr_state"
exits 0 'before the correction' opt-features
first=$(one FULL .sma20 | tail -n 1)
sql "delete from lane_features; delete from lane_atr_state"
sql "update lane_telemetry set first_open = open, first_high = high, first_low = low, first_close = close,
	first_volume = volume, close = 101.9, corrected_at = '2026-01-26T15:30Z'
	where ticker = 'FULL' and ts = '2026-01-26T14:58Z'"
exits 0 'a later correction' opt-features
is "$(one FULL .sma20 | tail -n 1)" "$first" 'is not used'
sql "delete from lane_features; delete from lane_atr_state; update lane_telemetry set corrected_at = '2026-01-26T14:59:30Z'
	where corrected_at is not null"
exits 0 'a correction that is known' opt-features
[ "$(one FULL .sma20 | tail -n 1)" != "$first" ]
ok $? 'is used'

# Stored sums are made again after opt-bars changed one of their bars or added one
bar() {
	printf '{"t":"2026-01-26T%s:00Z","o":100,"h":104,"l":98,"c":103,"v":5000}' "$1"
}
printf '{"bars":{"FULL":[%s,%s]},"next_page_token":null}' "$(bar 14:40)" "$(bar 15:00)" >"$work/bars"
if canned "$work/bars"; then
	OPT_NOW=2026-01-26T15:01:06Z
	exits 0 'a correction of twenty minutes ago and a new bar' opt-bars --backfill 2026-01-26 FULL
	exits 0 'features after the correction' opt-features
	streamed=$(one FULL '[.ts, .session_vwap, .atr14] | @csv' | tail -n 1)
	sql "delete from lane_features where ts >= '2026-01-26T15:00Z'; delete from lane_atr_state"
	exits 0 'and from nothing' opt-features
	is "$streamed" "$(one FULL '[.ts, .session_vwap, .atr14] | @csv' | tail -n 1)" 'features from stored sums and from nothing are the same to the last bit'
	like "$streamed" '^"2026-01-26T15:00:00Z",[0-9.]+,[0-9.]+$' 'and they are known'
	# The same when the bar fills a minute without any bar
	sql "delete from lane_features; delete from lane_atr_state; delete from lane_telemetry where ts = '2026-01-26T14:50Z'"
	OPT_NOW=2026-01-26T15:00:06Z
	exits 0 'features without a minute' opt-features
	printf '{"bars":{"FULL":[%s]},"next_page_token":null}' "$(bar 14:50)" >"$work/bars"
	canned "$work/bars"
	OPT_NOW=2026-01-26T15:01:06Z
	exits 0 'the minute is filled' opt-bars --backfill 2026-01-26 FULL
	exits 0 'features after the fill' opt-features
	streamed=$(one FULL '[.ts, .session_vwap, .atr14] | @csv' | tail -n 1)
	sql "delete from lane_features where ts >= '2026-01-26T15:00Z'; delete from lane_atr_state"
	exits 0 'and from nothing' opt-features
	is "$streamed" "$(one FULL '[.ts, .session_vwap, .atr14] | @csv' | tail -n 1)" 'features after a filled minute are the same to the last bit'
	# A session that opens far from the prior close, streamed and from nothing; without its first bar, which says otherwise
	sql "delete from lane_features; delete from lane_atr_state;
		insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
		select t, 'LEAP', round(c, 2), round(c, 2) + 1, round(c, 2) - 1, round(c + .1, 2), 100, 'iex', t + interval '65 s'
		from generate_series(timestamptz '2026-01-22T18:00Z', timestamptz '2026-01-26T15:40Z', interval '1 min') as t,
			lateral (select case when t < '2026-01-26Z' then 106 else 109 end
				+ .3 * sin(extract(epoch from t)::numeric / 300)::numeric as c) as price
		where (t at time zone 'America/New_York')::time between '09:31' and '15:59' and extract(isodow from t) < 6"
	leap() { # leap MINUTE...: the rows of a run at each minute
		for minute in "$@"; do
			OPT_NOW=2026-01-26T$minute:06Z opt-features -q
		done
		sql "select ts, sma20, sma50, trend_state, distance_sma20, gap_reset, atr14, bars from lane_features where ticker = 'LEAP'
			and ts = '2026-01-26T${minute}Z'::timestamptz - interval '1 min'"
	}
	for minute in 14:35 14:51 15:05 15:25; do
		streamed=$(leap 14:33 $minute)
		sql 'delete from lane_features; delete from lane_atr_state'
		is "$(leap $minute)" "$streamed" "$minute, opened 2.8 % higher: features from stored sums and from nothing are the same"
		like "$streamed" '[|]f[|]' 'without a daily ATR only 3 % count'
	done
	sql "insert into lane_features_daily (ticker, day, close, atr14, bars, computed_at, known_at, feed)
		values ('LEAP', '2026-01-23', 106, 1.2, 20, '2026-01-24', '2026-01-24', 'iex')"
	for minute in 14:35 14:50 15:05 15:25; do
		sql "delete from lane_features where ticker = 'LEAP'; delete from lane_atr_state where ticker = 'LEAP'"
		row=$(leap 14:33 $minute)
		at=$(printf '%s' "$row" | cut -d '|' -f 1 | tr ' ' T)
		is "$(features_at LEAP "$at")" "$(reference_at LEAP "$at")" "a gap of more than 2 daily ATR at $minute: the same as in SQL"
		like "$row" '[|]t[|]' 'and the row says so'
	done
	printf '{"bars":{"LEAP":[%s]},"next_page_token":null}' "$(bar 14:30 | sed 's/"o":100,"h":104/"o":106,"h":107/')" >"$work/bars"
	canned "$work/bars"
	exits 0 'the first bar arrives late' opt-bars --backfill 2026-01-26 LEAP
	streamed=$(leap 15:26)
	sql "delete from lane_features where ticker = 'LEAP'; delete from lane_atr_state where ticker = 'LEAP'"
	is "$(leap 15:26)" "$streamed" 'a late first bar: features from stored sums and from nothing are the same'
	like "$streamed" '[|]f[|]' 'and there is no gap any more'
	sql "delete from lane_features_daily where ticker = 'LEAP'; delete from lane_telemetry where ticker = 'LEAP';
		delete from lane_features; delete from lane_atr_state"
	# A seed made before the open includes the sessions before, but no bar of the same morning
	seed() {
		sql "select atr14 is not null from lane_atr_state where ticker = 'FULL' and session = '2026-01-26'"
	}
	sql 'truncate lane_features, lane_atr_state'
	OPT_NOW=2026-01-26T14:25:00Z
	exits 0 'before the open' opt-features --prepare
	is "$(seed)" t 'makes a seed'
	printf '{"bars":{"FULL":[%s]},"next_page_token":null}' "$(bar 14:20)" >"$work/bars"
	canned "$work/bars"
	exits 0 'a bar before the open' opt-bars --backfill 2026-01-26 FULL
	is "$(sql "select count(*) from lane_telemetry where ticker = 'FULL' and ts = '2026-01-26T14:20Z'") $(seed)" '1 t' \
		'keeps the seed'
	printf '{"bars":{"FULL":[%s]},"next_page_token":null}' "$(bar 15:00 | sed s/01-26/01-22/)" >"$work/bars"
	canned "$work/bars"
	exits 0 'a bar of an earlier session' opt-bars --backfill 2026-01-22 FULL
	is "$(sql "select count(*) from lane_telemetry where ticker = 'FULL' and ts = '2026-01-22T15:00Z'") $(seed)" '1 f' \
		'removes the seed'
	exits 0 'before the open again' opt-features --prepare
	is "$(seed)" t 'makes the seed again'
	sql "truncate lane_features, lane_atr_state; delete from lane_telemetry where ts = any ('{2026-01-22T15:00Z,2026-01-26T14:20Z}')"
else
	skip 'no perl'
fi

# The volume of the same minute in 20 sessions
sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
	select (d + time '10:05') at time zone 'America/New_York', 'FULL', 100, 102, 98, 100, 50, 'iex',
		(d + time '10:06') at time zone 'America/New_York'
	from (select generate_series(timestamp '2025-12-19', timestamp '2026-01-23', '1 day') as d) as days
	where extract(isodow from d) < 6 on conflict do nothing"
OPT_NOW=2026-01-26T15:06:06Z
exits 0 'a minute with 20 earlier sessions' opt-features
is "$(one FULL '[.ts[11:16], .volume_ratio_tod] | @csv' | tail -n 1)" '"15:05",2' 'twice the usual volume'
# Volumes before a split count other shares and are not used
for day in 2026-01-07 2026-01-26; do
	sql "delete from lane_features where ts = '2026-01-26T15:05Z'; delete from lane_atr_state;
		update lane_telemetry set open = 400, high = 408, low = 392, close = 400, volume = 12 where ticker = 'FULL' and ts < '$day'"
	exits 0 "a split before $day" opt-features
	is "$(one FULL '[.ts[11:16], .volume_ratio_tod] | @csv' | tail -n 1)" '"15:05",' 'the usual volume is unknown'
done

# Daily features
sql "insert into lane_daily (ticker, day, open, high, low, close, volume, feed, known_at)
	select t, d, 100, 102, 98, 100, 1000, 'iex', d + interval '1 day'
	from (select generate_series(timestamp '2025-01-01', timestamp '2026-01-23', '1 day')::date as d) as days,
		(values ('FULL'), ('YOUNG')) as tickers (t)
	where extract(isodow from d) < 6 and (t = 'FULL' or d > '2025-12-01')"
OPT_NOW=2026-01-26T22:30:00Z
exits 0 'after the close: daily rows only' opt-features
is "$(printf '%s\n' "$out" | jq -c '[.ticker, .day, .sma200, .trend, .rsi14]' | tr '\n' ' ')" \
	'["FULL","2026-01-23",100,0,50] ["YOUNG","2026-01-23",null,null,50] ' 'a trend needs 200 days'
exits 0 'a second run' opt-features
is "$out" '' 'makes no second row of a day'

# Days with moving prices: more than the window, as many as sma200 needs, some, too few
sql "insert into lane_daily (ticker, day, open, high, low, close, volume, feed, known_at)
	select t, d, c, c * (1 + abs(sin(7 * n)) / 50), c * (1 - abs(cos(5 * n)) / 60), c, 1000, 'iex', d + interval '1 day'
	from (values ('LONG', 300), ('SOME', 70), ('YEAR', 200), ('FEW', 12)) as tickers (t, days),
		lateral (select d::date, row_number() over (order by d desc) as n
			from generate_series(timestamp '2024-01-01', timestamp '2026-01-23', '1 day') as d
			where extract(isodow from d) < 6) as day,
		lateral (select round((100 + 9 * sin(n * 1.7 + length(t)) + 6 * cos(n * .31) + n / 9.)::numeric, 2) as c) as close
	where n <= days"
exits 0 'days with moving prices' opt-features
for ticker in LONG YEAR SOME FEW; do
	is "$(stored lane_features_daily "ticker = '$ticker' and day = '2026-01-23'")" "$(daily_reference $ticker 2026-01-23)" \
		"$ticker: every column the same as in SQL"
done
is "$(stored lane_features_daily "ticker = 'LONG'" | grep -vc null)" 8 'eight columns, all known'

# Splits, 3 for 1 and later 2 for 1: known, known later, withdrawn
sql "insert into lane_daily (ticker, day, open, high, low, close, volume, feed, known_at)
	select t, day, open * f, high * f, low * f, close * f, 1000, 'iex', known_at
	from lane_daily, (values ('HALF'), ('LATE'), ('UNDO')) as tickers (t),
		lateral (select case when day < '2025-06-02' then 6 when day < '2026-01-12' then 2 else 1 end as f) as factor
	where ticker = 'LONG';
	insert into corporate_actions (ticker, kind, ex_date, known_at, new_shares, old_shares, source, withdrawn)
	select t, 'split', d::date, case t when 'LATE' then timestamptz '2026-01-26T22:30:01Z' else '2025-05-01' end, n, 1, 'broker', false
	from (values ('HALF'), ('LATE'), ('UNDO')) as tickers (t), (values ('2025-06-02', 3), ('2026-01-12', 2), ('2026-02-02', 5)) as s (d, n);
	insert into corporate_actions (ticker, kind, ex_date, known_at, new_shares, old_shares, source, withdrawn)
	values ('UNDO', 'split', '2026-01-12', '2025-05-02', 2, 1, 'broker', true)"
exits 0 'after splits' opt-features
is "$(stored lane_features_daily "ticker = 'HALF'")" "$(stored lane_features_daily "ticker = 'LONG'")" \
	'splits that are known adjust the days before them; one to come does not'
is "$(sql "select f.ticker, f.bars, f.sma50 = l.sma50 from lane_features_daily f
		join lane_features_daily l on l.ticker = 'LONG' and l.day = f.day
		where f.ticker in ('LATE', 'UNDO') order by 1" | tr '\n' ' ')" \
	'LATE|170|f UNDO|250|f ' 'one that was not known then, or was withdrawn, does not: a jump of three starts the days again'

# The days that no run has seen
exits 0 'a dry run of the days before' opt-features -q -n --daily
is "$(sql "select count(*) from lane_features_daily where day < '2026-01-23'")" 0 'stores nothing'
exits 0 'the days before' opt-features --daily
is "$(printf '%s\n' "$out" | wc -l)" \
	"$(sql "select count(*) from lane_daily where day < '2026-01-23'")" 'one row per stored day that had none'
is "$(sql "select count(*) from lane_daily d left join lane_features_daily f using (ticker, day) where f.ticker is null")" 0 \
	'every stored day has its features'
for day in 2025-11-14 2025-01-06; do
	is "$(stored lane_features_daily "ticker = 'LONG' and day = '$day'")" "$(daily_reference LONG $day)" \
		"LONG on $day: every column the same as in SQL"
done
exits 0 'again' opt-features --daily
is "$out" '' 'nothing is missing'
exits 64 'two ways at once' opt-features --daily --prepare
finish
