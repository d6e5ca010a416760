#!/bin/sh
# opt-signal: its inputs, its decisions, the rows it stores.
. test/tap.sh
new_database

# Monday 2026-01-26, 14:31 New York is 19:31 UTC.
OPT_NOW=2026-01-26T19:31:05Z
export OPT_NOW
# at N: the start of the bar N minutes before 19:31
at() {
	printf "timestamptz '2026-01-26T19:31:00Z' - interval '%d min'" "$1"
}

sql "select opt_partition_ensure_all('2026-01-01', '2026-02-01')" >/dev/null
# feature TICKER MINUTES_AGO VOLUME_RATIO [CLOSE] [KNOWN_MINUTES_AGO]
feature() {
	sql "insert into lane_features (ts, ticker, bar_ts, close, sma20, distance_sma20, trend_state, vol_ratio, volume_ratio,
			bars, feed, computed_at, known_at)
		select $(at "$2"), '$1', $(at "$2"), ${4:-100.4}, 100, (${4:-100.4} - 100) / 100, 1, 1, $3, 120, 'iex',
			$(at "${5:-0}"), $(at "${5:-0}")"
	sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
		select $(at "$2"), '$1', 100, 101, 99, 100.4, 1000, 'iex', $(at "${5:-0}") on conflict do nothing"
}
watch() {
	sql "insert into watchlist_state (ticker, watch_score, rank, sentiment_pressure, reasons, in_watchlist, entered_at,
			params_version, computed_at)
		select '$1', .7, 1, .5, '[]', true, $(at 60), 0, $(at 1)"
	sql "insert into lane_features_daily (ticker, day, close, trend, bars, feed, computed_at, known_at)
		select '$1', '2026-01-23', 100, 1, 200, 'iex', $(at 300), $(at 300)"
}
# article TICKER MINUTES_AGO SCORE [STORY] [KNOWN_MINUTES_AGO]: pure positive or negative
article() {
	n=$((${n:-0} + 1))
	uid=$(printf '%064d' "$n")
	sql "with raw as (
			insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at,
				known_at)
			select '$uid', 'u', 'Title $n', 't$n', '${4:-$uid}', $(at "$2"), $(at "${5:-$2}"), $(at "${5:-$2}")
			returning id)
		insert into inbound_events_classified (raw_event_id, tickers, sentiment_label, sentiment_score, p_positive,
			p_neutral, p_negative, engine, model, event_type, urgency, created_at)
		select id, '{$1}', 'positive', $3, (1 + $3) / 2.0, 0, (1 - $3) / 2.0, 'lexicon', '1', 'other', 'low',
			$(at "${5:-$2}") from raw"
}
# one TICKER EXPRESSION: the expression for the ticker's row in $out
one() {
	printf '%s\n' "$out" | jq -r "select(.ticker == \"$1\") | $2"
}

for ticker in SWING DAY WEAK LATE OLDB; do watch "$ticker"; done
# The worked examples of the specification; SWING: s .6, trend 1, distance .4 %, vola 1, vr 1.7
feature SWING 3 1.7
feature SWING 1 0.9
article SWING 5 0.6
feature DAY 1 3.5 101.2
article DAY 5 0.6
feature WEAK 1 1.3
article WEAK 5 0.6
feature LATE 1 1.7 100.4 -5 # known in five minutes
article LATE 5 0.6
feature OLDB 9 1.7
article OLDB 5 0.6

exits 0 'a dry run' opt-signal -n
is "$(sql 'select count(*) from dispatch_recommendations')" 0 'a dry run recommends nothing'
is "$(sql 'select count(*) from pipeline_runs')" 0 'a dry run leaves no run'
is "$(one SWING .outcome)" pending 'it prints the recommendation'
is "$(one SWING .id)" null 'the row has no id'

exits 0 'a run' opt-signal
is "$(one SWING '[.outcome,.confidence,.instrument_type,.strategy_type]|@csv')" '"pending",0.83,"CALL","swing_trade"' \
	'the worked example: swing'
is "$(one DAY '[.outcome,.confidence,.strategy_type]|@csv')" '"pending",0.949,"day_trade"' 'heavy volume makes a day_trade'
is "$(one WEAK '[.outcome,.confidence,.failure_reason]|@csv')" '"skipped",0.498,"confidence 0.4980 is under 0.7"' \
	'a signal under the gate is SKIPPED'
is "$(one LATE '[.outcome,.failed]|@csv')" '"not_fresh","bar_age"' 'a bar that is not known yet does not count'
is "$(one OLDB '[.outcome,.failed]|@csv')" '"not_fresh","bar_age"' 'C30 no signal on an old bar'
is "$(sql "select ticker, action, instrument_type, strategy_type, confidence, status, params_version, lineage, processed_at
	from dispatch_recommendations order by ticker" | tr '\n' ' ')" \
	"DAY|BUY|CALL|day_trade|0.9490|PENDING|1|2026-01-26 19:26:00+00| SWING|BUY|CALL|swing_trade|0.8300|PENDING|1|2026-01-26 19:26:00+00| WEAK|BUY|STOCK|day_trade|0.4980|SKIPPED|1|2026-01-26 19:26:00+00|2026-01-26 19:31:05+00 " \
	'the recommendations are stored'
is "$(sql "select features_snapshot ->> 'highest_volume_ratio', features_snapshot ->> 'volume_ratio',
	sentiment_snapshot #>> '{articles,0,title}', sentiment_snapshot ->> 'n', reason ->> 'confidence',
	features_snapshot #>> '{daily,day}'
	from dispatch_recommendations where ticker = 'SWING'")" '1.7|0.9|Title 1|1|0.8300|2026-01-23' 'the features and articles are stored with the recommendation'
is "$(sql "select ticker, last_signal_bar_ts from watchlist_state where last_signal_bar_ts is not null order by 1" |
	tr '\n' ' ')" \
	'DAY|2026-01-26 19:30:00+00 SWING|2026-01-26 19:30:00+00 WEAK|2026-01-26 19:30:00+00 ' 'the evaluated bar of each ticker is stored'
is "$(sql "select status, counts from pipeline_runs")" \
	'ok|{"expired": 0, "pending": 2, "skipped": 1, "tickers": 5, "not_fresh": 2, "recommendations": 3}' 'the run and its counts are stored'

exits 0 'C20 the same minute again' opt-signal
is "$(one SWING .outcome)" not_fresh 'no bar is evaluated twice'
is "$(sql 'select count(*) from dispatch_recommendations')" 3 'C20 nothing is stored twice'

# A minute later
OPT_NOW=2026-01-26T19:32:05Z
feature SWING 0 1.7 100.4 -1
feature DAY 0 3.5 101.2 -1
sql "update dispatch_recommendations set status = 'EXECUTED', processed_at = ts where ticker = 'DAY'"
exits 0 'a minute later' opt-signal
is "$(one SWING .outcome)" live 'O61 a ticker has one live recommendation'
is "$(one DAY .outcome)" cooldown 'O61 a cooldown after an executed one'

# Six minutes later: unclaimed recommendations expire and start no cooldown
OPT_NOW=2026-01-26T19:37:05Z
feature SWING -5 1.7 100.4 -6
exits 0 'six minutes later' opt-signal
is "$(one SWING .outcome)" pending 'an expired recommendation does not prevent a new one'
is "$(sql "select status, failure_reason from dispatch_recommendations where ticker = 'SWING' order by id" | tr '\n' ' ')" \
	'EXPIRED|not claimed in time PENDING| ' 'an unclaimed recommendation is EXPIRED'

# News: a story counts once, an article that is known later does not count
for ticker in TWICE FUTURE BEAR; do watch "$ticker"; feature "$ticker" -5 1.7 100.4 -6; done
article TWICE 5 0.6 "$(printf '%064d' 77)"
article TWICE 4 0.2 "$(printf '%064d' 77)"
article FUTURE 5 0.6 '' -30
article BEAR 5 -0.9
exits 0 'news' opt-signal
is "$(one TWICE '[.articles,.s]|@csv')" '1,0.6' 'a story counts once'
is "$(one TWICE '.sentiment_snapshot.articles|map(.counted)|@csv')" 'false,true' 'the article that did not count is stored, too'
is "$(one FUTURE '[.articles,.failed]|@csv')" '0,"articles"' 'an article that is known later does not count'
is "$(one BEAR '[.direction,.failed,.observed,.threshold]|@csv')" '"bearish","sma20",100.4,100' 'the row names the condition that failed'

# The IV percentile: the newest value among the 30 before it; a value that is known later does not count
for ticker in HIGH FEW; do
	watch "$ticker"
	feature "$ticker" -6 1.7 100.4 -7
	article "$ticker" 5 0.6
done
sql "insert into iv_history (ticker, day, implied_volatility, source, known_at, computed_at)
	select t, date '2026-01-26' - n, case n when 0 then .2245 else .2 + .001 * n end, 'chain', k, k
	from unnest('{HIGH,FEW}'::text[]) as t, generate_series(0, 30) as n, lateral (select $(at 10) as k) as known
	where t = 'HIGH' or n < 30"
sql "insert into iv_history (ticker, day, implied_volatility, source, known_at, computed_at)
	select t, '2025-12-01', .9, 'bars', $(at -30), $(at -30) from unnest('{HIGH,FEW}'::text[]) as t"
OPT_NOW=2026-01-26T19:38:05Z
exits 78 'credit spreads cannot be switched on yet' opt-params set signal_credit_spread=1 --why test --yes-raise-risk
like "$err" 'signal_credit_spread cannot be switched on' 'the message names the parameter'
sql "insert into trading_params (version, params, author, reason, created_at)
	values (2, '{\"signal_credit_spread\": 1}', 'test', 'a version of an earlier release', '$OPT_NOW')"
exits 0 'a run with credit spreads' opt-signal
is "$(one HIGH '[.strategy_type,.instrument_type,.features_snapshot.iv_percentile]|@csv')" '"credit_spread","PUT",80' \
	'24 of 30 values are lower, more than 70 %: a bull put spread'
is "$(one FEW '[.strategy_type,.features_snapshot.iv_percentile]|@csv')" '"swing_trade",' \
	'with 29 values the percentile is unknown'

OPT_NOW=2026-01-26T21:00:05Z
exits 0 'after the close' opt-signal
is "$out" '' 'no ticker is evaluated'
is "$(sql "select status from pipeline_runs order by started_at desc limit 1")" ok 'the run is stored'

exits 64 'an unknown option' opt-signal --frob
exits 64 'an operand' opt-signal AAPL
exits 69 'no database' env PGHOST=/nonexistent opt-signal
OPT_NOW=2026-01-26T19:37:05Z
sql "update stage_leases set holder = gen_random_uuid(), expires_at = clock_timestamp() + interval '1 min', host = 'elsewhere'
	where stage = 'opt-signal'"
exits 75 'C01 a second instance' opt-signal
finish
