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
is "$(one SWING .recommendation_id)" null 'the row has no id'

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

# The same signal with a daily trend of the session before the last one: the trend is unknown, so there is no swing_trade.
watch OLDT
sql "update lane_features_daily set day = '2026-01-22' where ticker = 'OLDT'"
feature OLDT 1 1.7
article OLDT 5 0.6
exits 0 'a daily trend two sessions old' opt-signal -n
is "$(one OLDT '[.confidence,.instrument_type]|@csv')" '0.83,"STOCK"' 'it is unknown'
sql "delete from watchlist_state where ticker = 'OLDT'; delete from lane_features where ticker = 'OLDT';
	delete from lane_features_daily where ticker = 'OLDT'; delete from lane_telemetry where ticker = 'OLDT';
	with gone as (delete from inbound_events_classified where tickers = '{OLDT}' returning raw_event_id)
	delete from inbound_events_raw where id in (select raw_event_id from gone)"
n=$((n - 1))
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
is "$(one TWICE '[.articles,.news_score]|@csv')" '1,0.6' 'a story counts once'
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
exits 77 'a credit spread raises the risk' opt-params set signal_credit_spread=1 --why test
exits 0 'credit spreads are switched on' opt-params set signal_credit_spread=1 --why test --yes-raise-risk
exits 0 'a run with credit spreads' opt-signal
is "$(one HIGH '[.strategy_type,.instrument_type,.features_snapshot.iv_percentile]|@csv')" '"credit_spread","PUT",80' \
	'24 of 30 values are lower, more than 70 %: a bull put spread'
is "$(one FEW '[.strategy_type,.features_snapshot.iv_percentile]|@csv')" '"swing_trade",' \
	'with 29 values the percentile is unknown'

# opt-explain --why-not: 20 random tickers, each condition against a query by hand
OPT_NOW=2026-01-26T19:38:05Z
psql -Xq1 -v ON_ERROR_STOP=1 <<'END'
do $$ begin perform setseed(.42); end $$;
create table case_ as
select 'RND' || chr(64 + n) as ticker, timestamptz '2026-01-26 19:37Z' - floor(random() * 8) * interval '1 min' as ts,
	round((100 + (random() - .5) * 7)::numeric, 2) as close, floor(random() * 3)::int - 1 as trend,
	case when random() < .85 then .5 + random() end as vol_ratio, random() * 3.6 as volume_ratio,
	floor(random() * 4)::int as articles, case when random() < .8 then floor(random() * 3)::int - 1 end as daily
from generate_series(1, 20) as n;
insert into lane_features (ts, ticker, bar_ts, close, sma20, distance_sma20, trend_state, vol_ratio, volume_ratio, bars, feed,
	computed_at, known_at)
select ts, ticker, ts, close, 100, (close - 100) / 100, trend, vol_ratio, volume_ratio, 120, 'iex', ts, ts from case_;
insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
select ts, ticker, close, close, close, close, 1000, 'iex', ts from case_;
insert into lane_features_daily (ticker, day, close, trend, bars, feed, computed_at, known_at)
select ticker, '2026-01-23', 100, daily, 200, 'iex', ts, ts from case_ where daily is not null;
with article as (
	select ticker, encode(sha256((ticker || k)::bytea), 'hex') as uid, random() as p, random() * .4 as neutral,
		timestamptz '2026-01-26 19:37Z' - random() * interval '55 min' as at
	from case_, generate_series(1, articles) as k
), raw as (
	insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at, known_at)
	select uid, 'u', uid, uid, uid, at, at, at from article returning id, event_uid, known_at
)
insert into inbound_events_classified (raw_event_id, tickers, sentiment_label, sentiment_score, p_positive, p_neutral,
	p_negative, engine, model, event_type, urgency, created_at)
select id, array[ticker], 'positive', (1 - neutral) * (2 * p - 1), (1 - neutral) * p, neutral, (1 - neutral) * (1 - p), 'lexicon',
	'1', 'other', 'low', known_at
from article join raw on event_uid = uid;
END
by_hand=$(sql "with news as (
		select t.ticker, count(*) as n, sum(w * c.sentiment_score) / sum(w) as s
		from inbound_events_classified c
		join inbound_events_raw r on r.id = c.raw_event_id
		cross join unnest(c.tickers) as t (ticker)
		cross join lateral (select power(2, -extract(epoch from '$OPT_NOW' - r.published_at) / 1200) * (1 - c.p_neutral) as w) w
		group by 1
	), fact as (
		select c.*, coalesce(n, 0) as n, s, sign(s) as way, extract(epoch from '$OPT_NOW' - ts) - 60 as age,
			abs(close - 100) / 100 as distance,
			case when volume_ratio < .5 then 0 when volume_ratio < 1.2 then .3 when volume_ratio < 1.5 then .6
				when volume_ratio < 2 then 1 when volume_ratio < 3 then 1.2 else 1.3 end as mult
		from case_ c left join news using (ticker)
	), scored as (
		select *, round(((.3 * abs(s) + .25 * case when trend = 0 then .5 when trend = way then 1 else 0 end
				+ .25 * (1 - distance / .02) + .2 * case when vol_ratio < .8 then .7 when vol_ratio > 1.3 then .5 when vol_ratio > 0 then 1 end)
			* mult)::numeric, 4) as confidence
		from fact
	), chosen as (
		select *, coalesce((confidence >= .7 and volume_ratio >= 3) or (confidence >= .5 and daily * way >= 0), false) as option
		from scored
	)
	select ticker, concat_ws(' ', age <= 120, age <= 300, n >= 1, coalesce(abs(s) > .5, false),
		coalesce(case when way > 0 then close > 100 when way < 0 then close < 100 end, false), coalesce(trend * way >= 0, true),
		distance <= .02, vol_ratio is not null, coalesce(option or confidence >= .35, false),
		coalesce(option or daily * way >= 0, true), coalesce(option or way > 0, false))
	from chosen order by ticker")
printf '%s\n' "$by_hand" | cut -d '|' -f 1 | while read -r ticker; do
	printf '%s|%s\n' "$ticker" "$(opt-explain --json --why-not "$ticker" |
		jq -r 'select(.part == "signal") | if .pass then "t" else "f" end' | tr '\n' ' ' | sed 's/ $//')"
done >"$work/explained"
is "$(cat "$work/explained")" "$by_hand" 'opt-explain --why-not agrees with a query by hand in 20 random cases'
exits 0 'a ticker that was recommended' opt-explain --json --why-not HIGH
is "$(printf '%s\n' "$out" | jq -c 'select(.pass | not) | [.part, .condition, .observed, .needs, .threshold, .margin]')" '' \
	'nothing is in its way'
exits 0 'a ticker under its sma20' opt-explain --json --why-not BEAR
is "$(printf '%s\n' "$out" | jq -c 'select(.condition == "sma20") | [.observed, .needs, .threshold, (.margin * 100 | round), .pass]')" \
	'[100.4,"<",100,-40,false]' 'the margin says by how much'
exits 0 'a ticker that nothing is known of' opt-explain --json --why-not zzz
is "$(printf '%s\n' "$out" | jq -r 'select(.part == "signal" and .pass) | .condition' | tr '\n' ' ')" 'daily_trend ' \
	'only an unknown daily trend is no obstacle'
exits 64 'not a ticker' opt-explain --why-not 123456
exits 64 'two modes' opt-explain --why-not AAPL --rule halt
exits 65 'a ticker without a recommendation' opt-explain ZZZ
exits 0 'the funnel' opt-explain --json --funnel 2026-01-26
is "$(printf '%s\n' "$out" | jq -r '"\(.stage) \(.count)"' | tr '\n' ' ')" \
	'articles 42 classified 42 about_tickers 42 watchlisted 0 evaluated 38 signals 9 pending 6 gates 0 chosen 0 sized 0 sent 0 filled 0 closed 0 ' \
	'the funnel counts each step'
exits 0 'a rule' opt-explain --json --rule bar_age
is "$(printf '%s\n' "$out" | jq -c '[.kind, .parameters]')" \
	'["gate",{"signal_bar_age_max_s":120,"gate_clock_skew_max_s":2}]' 'a rule has the values of its parameters'
exits 64 'an unknown rule' opt-explain --rule nonesuch

OPT_NOW=2026-01-26T21:00:05Z
exits 0 'after the close' opt-signal
is "$(sql 'select count(*) from pipeline_runs where params_version is null')" 0 'each run names the parameters that it used'
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
