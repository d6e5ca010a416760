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
