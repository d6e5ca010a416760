#!/bin/sh
# Decisions at a time T are the same to the byte with and without what was known only after T. Each kind of later row is seen to
# matter once it is known before T.
. test/tap.sh
. test/paper.sh
. test/market.sh

# The tables that a decision reads, from its statements: each is in one of these lists.
series='inbound_events_raw inbound_events_classified lane_telemetry lane_daily lane_features lane_features_daily iv_history_known
	iv_surface macro_events ticker_earnings_known ticker_sectors_known trading_params dispatch_recommendations corporate_actions'
# The state of the account, of the lists and of the programs: what is there counts, whenever a clock says that it came. A halt
# stops at once. adoption_facts reads the names of ticker_universe; bars of options are read for exits alone.
state='alert_outbox broker_orders active_positions position_history position_marks fills dispatch_executions account_snapshots
	broker_activities trading_halts watchlist_state lane_atr_state pipeline_runs schema_migrations ticker_universe option_bars
	broker_capabilities capture_contracts capture_progress order_legs position_events position_legs
	capture_rate_daily'
# shellcheck disable=SC2010 # names without blanks
statements() {
	ls sql/query/signal/*.sql sql/query/trade/*.sql sql/query/market/features_*.sql sql/query/run/run_begin.sql \
		sql/query/run/run_peek.sql sql/query/option/chain_iv_values.sql sql/query/option/dividends_known.sql |
		grep -Ev '/(explain|afford)_' # opt-explain and opt-params check decide nothing
}
# read_by FILE: prints the tables and views that the statement reads
read_by() {
	sed 's/--.*//' "$1" | tr '\n\t' '  ' | grep -oE '\b(from|join) [a-z_]+' | sed 's/.* //' | sort -u |
		grep -Fxf "$work/relations"
}
sed -n 's/^\(table\|view\) \([a-z_]*\)	.*/\2/p' sql/manifest.txt | sort -u >"$work/relations"
# These read a row that another statement chose, or only whether a row is there.
chosen='sql/query/market/features_is_empty.sql
sql/query/trade/adoption_origins.sql
sql/query/trade/execution_legs.sql
sql/query/trade/recommendations_recover.sql'
unlisted='' unbound=''
every=$(printf '%s %s' "$series" "$state" | tr -s '\n\t' '  ') some=$(printf '%s' "$series" | tr -s '\n\t' '  ')
for file in $(statements); do
	for table in $(read_by "$file"); do
		is_chosen=$(echo "$chosen" | grep -cFx "$file")
		case " $every " in
		*" $table "*) ;;
		*) unlisted="$unlisted $file:$table" ;;
		esac
		case " $some " in
		*" $table "*) [ "$is_chosen" = 1 ] || grep -Eq '\b(known_at|created_at)\b.*<= ' "$file" || unbound="$unbound $file" ;;
		esac
		# a bar as it was before a correction
		case $table in
		lane_telemetry | lane_daily)
			! grep -Eq '\b(open|high|low|close|volume|vwap)\b' "$file" || [ "$is_chosen" = 1 ] || grep -q corrected_at "$file" || unbound="$unbound $file"
			;;
		esac
	done
done
is "$unlisted" '' 'this test knows the tables that a decision reads'
is "$unbound" '' 'each statement reads them as they were known at a time'

before=2026-01-26T14:58:30Z now=2026-01-26T15:00:05Z after=2026-01-26T15:01:05Z
broker_database
paper --synth 7 --start-cash 10000000 || exit 1
clock $before
opt-universe -q
opt-universe -q --track AMD INTC KO MU
opt-bars --daily -q
opt-bars -q
opt-features -q
opt-params -q set --why test --yes-raise-risk contract_score_min=0 contract_volume_min=0 contract_spread_max_pct=50 \
	cost_of_trade_pct=100 large_delta_pct=1000 large_vega_pct=100 large_theta_pct=100 >/dev/null
# so that opt-signal reads the volatilities
opt-params -q set --why test --yes-raise-risk signal_credit_spread=1 >/dev/null
printf 'ticker,day,time\nAMD,2026-02-20,before_open\n' >"$work/earnings"
printf 'ticker,sector\nAMD,Chips\n' >"$work/sectors"
printf 'time,event\n2026-01-26T18:00:00Z,CPI\n' >"$work/events"
for what in earnings sectors events; do opt-universe -q "--$what" "$work/$what"; done
# the session before has no daily row of MU and INTC yet
sql "update lane_features_daily set day = '2026-01-22' where ticker in ('MU', 'INTC') and day = '2026-01-23'"
sql "insert into iv_history (ticker, day, implied_volatility, source, known_at, computed_at)
	select t, date '2026-01-25' - n, .2 + .002 * n, 'bars', '$before', '$before'
	from unnest('{AMD,INTC,MU,SPY}'::text[]) as t, generate_series(2, 60) as n"

clock $now
# volatility OF KNOWN_AT: the statement of opt-chain stores AMD's of the day
volatility() {
	sql "prepare q(text, date, float8, float8, date, float8, timestamptz) as $(cat sql/query/option/chain_history.sql);
		execute q('AMD', '2026-01-26', $1, null, null, null, '$2')"
}
volatility .25 $before
# INTC is a swing by its daily trend
sql "update lane_features_daily set trend = 1 where ticker = 'INTC'"
sql "update lane_features set close = 100.4, sma20 = 100, distance_sma20 = .004, trend_state = 1, vol_ratio = 1, volume_ratio = 1.7
	where ticker = 'INTC' and ts = (select max(ts) from lane_features where ticker = 'INTC')"
opt-bars -q
sql "delete from lane_telemetry where ticker in ('AMD', 'INTC') and ts = '2026-01-26T14:59Z'"
news INTC 0.9 60
news AMD 0.8 60
news KO 0.7 300
news MU 0.7 300
opt-watchlist -q
amd=$(recommend AMD CALL swing_trade)
recommend KO STOCK day_trade >/dev/null
recommend MU CALL swing_trade >/dev/null
sql "update dispatch_recommendations set created_at = '$before'" # before the signals look

# decide PROGRAM...: what each prints at T, in $work/now.PROGRAM
decide() {
	for program; do
		"$program" -n --json --now $now >"$work/now.$program" 2>"$work/err"
	done
}
all='opt-features opt-watchlist opt-signal opt-dispatch'
# shellcheck disable=SC2086 # words
decide $all
for program in $all; do mv "$work/now.$program" "$work/then.$program"; done
# shellcheck disable=SC2086 # words
decide $all
# same NAME: whether all decisions are those of the start
same() {
	changed=
	for program in $all; do
		cmp -s "$work/then.$program" "$work/now.$program" || changed="$changed $program"
	done
	is "$changed" '' "$1"
}
same 'the same decisions twice'
is "$(jq -r 'select(.ticker == "INTC").outcome' "$work/then.opt-signal")" pending 'a signal would be recommended'
is "$(jq -r '[.ticker, .status] | @tsv' "$work/then.opt-dispatch" | sort | tr '\n\t' ', ')" 'AMD WOULD_SEND,KO WOULD_SEND,MU SKIPPED,' \
	'orders would be sent, but none without a daily range'
is "$(jq -rs '[.[] | select(.ticker == "INTC" and .day)] | length' "$work/then.opt-features")" 1 'a daily row would be stored'

# future NAME PROGRAMS INSERT KNOWN: INSERT adds rows that are known after T, KNOWN sets when they were known (:at). The
# programs, all of them, decide otherwise when that is before T.
kinds=0
future() {
	kinds=$((kinds + 1))
	printf '%s\n' "$1" >"$work/kind.$kinds.name"
	printf '%s\n' "$2" >"$work/kind.$kinds.programs"
	printf '%s\n' "$4" >"$work/kind.$kinds.known"
	[ -z "$3" ] || printf '%s;\n' "$3" | psql -XAtq -v ON_ERROR_STOP=1 -v at="'$after'" >/dev/null || exit 1
}
first() {
	for column in open high low close volume trade_count vwap; do printf 'first_%s = %s, ' "$column" "$column"; done
}

OPT_NOW=2026-01-26T14:55:05Z news AMD -0.9 30
OPT_NOW=$now
late="select max(id) from inbound_events_raw"
future 'an article that was fetched later' 'opt-watchlist opt-signal opt-dispatch' \
	"update inbound_events_raw set published_at = '2026-01-26T14:59:50Z', known_at = :at where id = ($late)" \
	"update inbound_events_raw set known_at = :at where id = (select id from inbound_events_raw where published_at = '2026-01-26T14:59:50Z')"
news KO -0.9 20
future 'an article that was classified later' 'opt-watchlist opt-signal opt-dispatch' \
	"update inbound_events_classified set created_at = :at where raw_event_id = ($late)" \
	"update inbound_events_classified set created_at = :at where raw_event_id = $(sql "$late")"
sql "insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at, known_at)
	select repeat('e', 64), 'test', 'AMD reports', 'r', repeat('e', 64), '$before'::timestamptz - interval '5 h', '$after', '$after'"
future 'a report in the news that was fetched later' opt-dispatch \
	"insert into inbound_events_classified (raw_event_id, tickers, sentiment_label, sentiment_score, p_positive, p_neutral,
		p_negative, engine, model, event_type, urgency, created_at)
	select id, '{AMD}', 'neutral', 0, 0, 1, 0, 'lexicon', 'test', 'earnings', 'high', '$before' from inbound_events_raw
	where title = 'AMD reports'" \
	"update inbound_events_raw set known_at = :at where title = 'AMD reports'"
future 'a bar that came later' 'opt-features opt-signal opt-dispatch' \
	"insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
	select '2026-01-26T14:59Z', t.ticker, t.open, t.high * 2, t.low, t.close * 1.5, 9000, t.feed, :at from lane_telemetry t
	where t.ticker in ('AMD', 'INTC') and t.ts = '2026-01-26T14:58Z'" \
	"update lane_telemetry set known_at = :at where ticker in ('AMD', 'INTC') and ts = '2026-01-26T14:59Z'"
future 'a bar that was corrected later' 'opt-features opt-dispatch' \
	"update lane_telemetry set $(first) corrected_at = :at, high = high * 2, close = high * 1.5, volume = volume * 3
	where ticker = 'KO' and ts >= '2026-01-26T14:58Z'" \
	"update lane_telemetry set corrected_at = :at where ticker = 'KO' and ts >= '2026-01-26T14:58Z'"
future 'bars of a contract'\''s underlying that were corrected later' opt-dispatch \
	"update lane_telemetry set $(first) corrected_at = :at, high = high * 2, close = high * 1.9
	where ticker = 'AMD' and ts < '2026-01-26T14:59Z' and ts >= '2026-01-26T14:30Z'" \
	"update lane_telemetry set corrected_at = :at where ticker = 'AMD' and ts < '2026-01-26T14:59Z' and ts >= '2026-01-26T14:30Z'"
future 'a daily bar that was corrected later' opt-features \
	"update lane_daily set $(first) corrected_at = :at, high = high * 2, close = high * 1.5 where ticker = 'INTC' and day = '2026-01-22'" \
	"update lane_daily set corrected_at = :at where ticker = 'INTC' and day = '2026-01-22'"
future 'a daily bar that came later' opt-features \
	"insert into lane_daily (ticker, day, open, high, low, close, volume, feed, known_at)
	select ticker, '2025-12-25', open, high, low, close, volume, feed, :at from lane_daily where ticker = 'INTC' and day = '2026-01-22'" \
	"update lane_daily set known_at = :at where day = '2025-12-25'"
future 'a feature row of later' 'opt-watchlist opt-signal opt-dispatch' \
	"insert into lane_features (ts, ticker, bar_ts, close, sma20, distance_sma20, trend_state, vol_ratio, volume_ratio, atr14, bars,
		feed, computed_at, known_at)
	values ('2026-01-26T14:59Z', 'AMD', '2026-01-26T14:59Z', 100, 99, .0101, 1, 1, 5, 3, 120, 'iex', :at, :at)" \
	"update lane_features set known_at = :at where ticker = 'AMD' and ts = '2026-01-26T14:59Z'"
future 'a daily feature row of later' 'opt-features opt-signal opt-dispatch' \
	"insert into lane_features_daily (ticker, day, close, atr14, trend, bars, feed, computed_at, known_at)
	select t, '2026-01-23', 100, 2, -1, 250, 'iex', :at, :at from unnest('{MU,INTC}'::text[]) as t" \
	"update lane_features_daily set known_at = :at where ticker in ('MU', 'INTC') and day = '2026-01-23'"
future 'a version of the parameters of later' "$all" \
	"insert into trading_params (version, params, author, reason, created_at)
	select version + 1, params || '{\"trend_deadband\": 0.05, \"watch_setup_distance\": 0.05, \"signal_score_min\": 0.99,
		\"gate_trades_per_day\": 7}', 'test', 'test', :at
	from trading_params order by version desc limit 1" \
	"update trading_params set created_at = :at where version = (select max(version) from trading_params)"
printf 'ticker,day,time\nAMD,2026-01-26,after_close\n' >"$work/earnings"
printf 'ticker,sector\nAMD,\n' >"$work/sectors"
printf 'time,event\n2026-01-26T15:20:00Z,FOMC\n' >"$work/events"
for what in earnings sectors events; do opt-universe -q --now $after "--$what" "$work/$what"; done
printf 'time,event\n2026-01-26T19:00:00Z,CPI\n' >"$work/events"
opt-universe -q --now $after --events "$work/events"
is "$(sql "select count(*) from macro_events where withdrawn_at = '$after'")" 1 'an event is withdrawn later'
future 'a report that the calendar had later' opt-dispatch '' \
	"update ticker_universe set earnings_known_at = :at where ticker = 'AMD'"
future 'a sector that was withdrawn later' opt-dispatch '' \
	"update ticker_universe set sector_known_at = :at where ticker = 'AMD'"
future 'an event that the calendar had later' opt-dispatch '' \
	"update macro_events set known_at = :at where event = 'FOMC'"
future 'an event that was withdrawn later' opt-dispatch '' \
	"update macro_events set withdrawn_at = :at where event = 'CPI' and withdrawn_at is not null"
volatility .9 $after
is "$(sql "select count(*) from iv_history_known where ticker = 'AMD' and day = '2026-01-26'")" 2 'the volatility that was replaced is kept'
future 'a volatility of the day that was replaced later' opt-dispatch '' \
	"update iv_history set known_at = :at where ticker = 'AMD' and day = '2026-01-26'"
future 'volatilities of past days that were solved later' 'opt-signal opt-dispatch' \
	"insert into iv_history (ticker, day, implied_volatility, source, known_at, computed_at)
	select t, date '2025-10-01' - n, .1, 'bars', :at, :at from unnest('{AMD,INTC}'::text[]) as t, generate_series(1, 9) as n" \
	"update iv_history set known_at = :at where day < '2025-10-01'"
future 'the volatility of the market that was solved later' opt-dispatch \
	"insert into iv_history (ticker, day, implied_volatility, source, known_at, computed_at)
	values ('SPY', '2026-01-26', .8, 'chain', :at, :at)" \
	"update iv_history set known_at = :at where ticker = 'SPY' and day = '2026-01-26'"
future 'a split that was known later' 'opt-features opt-dispatch' \
	"insert into corporate_actions (ticker, kind, ex_date, known_at, new_shares, old_shares, source)
	values ('AMD', 'split', '2026-01-26', :at, 2, 1, 'file'), ('INTC', 'split', '2026-01-22', :at, 2, 1, 'file')" \
	"update corporate_actions set known_at = :at where kind = 'split'"
future 'a dividend that was known later' opt-dispatch \
	"insert into corporate_actions (ticker, kind, ex_date, known_at, amount, source)
	values ('AMD', 'dividend', '2026-01-28', :at, 9, 'file')" \
	"update corporate_actions set known_at = :at where kind = 'dividend'"
symbol=$(jq -r 'select(.ticker == "AMD").order.option_symbol' "$work/then.opt-dispatch")
future 'a volatility of the contract that was stored later' opt-dispatch \
	"insert into iv_surface (ticker, ts, expiration_date, strike_price, option_type, symbol, quote_ts, iv_own, feed, known_at)
	values ('AMD', '2026-01-26T14:59Z', to_date(substr('$symbol', 4, 6), 'YYMMDD'), substr('$symbol', 11)::numeric / 1000, 'CALL',
		'$symbol', '2026-01-26T14:59Z', 3, 'indicative', :at)" \
	"update iv_surface set known_at = :at where iv_own = 3"
future 'a recommendation of later' 'opt-signal opt-dispatch' \
	"insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, created_at)
	select ts, bar_ts, 'INTC', action, instrument_type, strategy_type, 0.95, reason, features_snapshot, sentiment_snapshot, lineage,
		params_version, :at from dispatch_recommendations where id = $amd" \
	"update dispatch_recommendations set created_at = :at where ticker = 'INTC'"

# shellcheck disable=SC2086 # words
decide $all
same 'the same decisions with all that was known later'
n=0
while [ "$n" -lt "$kinds" ]; do
	n=$((n + 1))
	read -r programs <"$work/kind.$n.programs"
	psql -XAtq -v ON_ERROR_STOP=1 -v at="'$before'" -f "$work/kind.$n.known" >/dev/null
	# shellcheck disable=SC2086 # words
	decide $programs
	blind=
	for program in $programs; do
		! cmp -s "$work/then.$program" "$work/now.$program" || blind="$blind $program"
	done
	is "$blind" '' "$(cat "$work/kind.$n.name"): known before, it matters"
	psql -XAtq -v ON_ERROR_STOP=1 -v at="'$after'" -f "$work/kind.$n.known" >/dev/null
done
# shellcheck disable=SC2086 # words
decide $all
same 'the same decisions once all is known later again'
finish
