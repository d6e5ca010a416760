# Sourced after paper.sh: makes the data that earlier stages leave behind, for tests of later stages.
# shellcheck shell=sh disable=SC2154 # OPT_NOW, by clock

# history: loads the universe with its daily bars and 20 sessions of minutes
history() {
	opt-universe -q && opt-bars --daily -q && opt-bars -q
}

# news TICKER SCORE AGE_S: stores one classified article
news() {
	sql "with raw as (
		insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at, fetched_at, known_at, processed_at)
		select h, 'test', 'news of $1', h, h, t, t, t, t
		from (select encode(sha256(('$1' || '$OPT_NOW' || '$3')::bytea), 'hex') as h, '$OPT_NOW'::timestamptz - interval '$3 s' as t) x
		returning id, published_at)
	insert into inbound_events_classified (raw_event_id, tickers, sentiment_label, sentiment_score, p_positive, p_neutral,
		p_negative, engine, model, event_type, urgency, created_at)
	select id, array['$1'], case when $2 > 0 then 'positive' else 'negative' end, $2, greatest($2, 0), 1 - abs($2), greatest(-($2), 0),
		'lexicon', 'test', 'product', 'medium', published_at
	from raw" >/dev/null
}

# trending TICKER INSTRUMENT: puts sma20 of the newest features on the side of the broker's quote where a signal needs it
trending() {
	mid=$(ask GET "/v2/stocks/quotes/latest?symbols=$1" | jq ".quotes[\"$1\"] | if .bp > 0 then (.bp + .ap) / 2 else null end")
	sql "update lane_features f set sma20 = coalesce($mid, close::float8) * case when '$2' = 'PUT' then 1.01 else .99 end
		where ticker = '$1' and ts = (select max(ts) from lane_features where ticker = f.ticker and ts <= '$OPT_NOW')" >/dev/null
}

# recommend TICKER INSTRUMENT STRATEGY [ACTION]: stores a pending recommendation on the newest bar and prints its id
recommend() {
	trending "$1" "$2"
	sql "insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, created_at)
	values ('$OPT_NOW', date_trunc('minute', '$OPT_NOW'::timestamptz) - interval '1 minute', '$1', '${4:-BUY}', '$2', '$3', 0.9,
		'{}', '{}', '{}', '$OPT_NOW', 0, '$OPT_NOW')
	returning id"
}

# trading_market TICKER...: a new database and a broker at 10:00 of a Monday, and what the stages before opt-dispatch leave behind
trading_market() {
	broker_database
	paper --synth 7 --start-cash 10000000 || exit 1
	clock 2026-01-26T15:00:05Z
	opt-universe -q
	opt-universe -q --track "$@"
	opt-bars --daily -q
	opt-bars -q
	opt-features -q
}

# any_entry PARAMETER=VALUE...: any recommendation becomes an order, as often as the test wants; sets the parameters too
any_entry() {
	opt-params -q set --why test --yes-raise-risk gate_trades_per_day=1000 gate_open_positions=1000 gate_orders_per_min=200 \
		large_delta_pct=1000 large_theta_pct=100 large_vega_pct=100 large_open_risk_pct=25 contract_score_min=0 contract_volume_min=0 \
		contract_spread_max_pct=50 cost_of_trade_pct=100 signal_feature_age_max_s=3600 signal_bar_age_max_s=3600 order_spread_share=0.5 \
		"$@" >/dev/null
}

# entries_of TICKER: prints attempt, status and filled quantity of its entries
entries_of() {
	sql "select coalesce(string_agg(attempt || ' ' || status || ' ' || filled_qty || '/' || qty, ', ' order by created_at, attempt), 'none')
		from broker_orders where ticker = '$1' and purpose = 'entry'"
}

# wait_for STATEMENT: waits until it prints 1, ten seconds at most
wait_for() {
	tries=0
	until [ "$(sql "$1")" = 1 ] || [ $tries -gt 200 ]; do
		tries=$((tries + 1))
		sleep .05
	done
}
