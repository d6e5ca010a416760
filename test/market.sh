# Sourced after tap.sh: a stand-in broker of the test's own, and a clock that moves for it and for the programs.
# shellcheck shell=sh disable=SC2154

# market_start ARGUMENTS...: opt-paper with these; the programs' environment points at it
market_start() {
	paper_port=$work/paper.json
	rm -f "$paper_port"
	opt-paper -q --port-file "$paper_port" "$@" >"$work/paper.log" 2>&1 &
	paper_pid=$!
	trap 'kill $paper_pid 2>/dev/null; wait $paper_pid 2>/dev/null; dropdb --if-exists -f "$PGDATABASE" 2>/dev/null; rm -rf "$work"' EXIT
	while [ ! -s "$paper_port" ]; do
		kill -0 "$paper_pid" 2>/dev/null || { sed 's/^/# /' "$work/paper.log" >&2; exit 1; }
		sleep 0.02
	done
	url=$(jq -r .url "$paper_port")
	export APCA_API_BASE_URL="$url" APCA_API_DATA_URL="$url"
	export APCA_API_KEY_ID=PAPERKEY APCA_API_SECRET_KEY=PAPERSECRET OPT_HALT_FILE="$work/halt"
}

# clock TIME: of the market and of the programs
clock() {
	curl -sf -X POST "$url/sim/clock" -d "{\"now\":\"$1\"}" >/dev/null || exit 1
	export OPT_NOW="$1"
}

# fault JSON: arms a fault
fault() {
	curl -sf -X POST "$url/sim/fault" -d "$1" >/dev/null || { echo "# no such fault: $1" >&2; exit 1; }
}

# stats FILTER: of what the broker saw
stats() {
	curl -sf "$url/sim/stats" | jq -r "$1"
}

# broker PATH: the broker's own answer
broker() {
	curl -sf -H "APCA-API-KEY-ID: $APCA_API_KEY_ID" -H "APCA-API-SECRET-KEY: $APCA_API_SECRET_KEY" "$url$1"
}

# history: the universe with its daily bars and 20 sessions of minutes
history() {
	opt-universe -q && opt-bars --daily -q && opt-bars -q
}

# news TICKER SCORE AGE_S: one classified article
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

# recommend TICKER INSTRUMENT STRATEGY [ACTION]: a pending recommendation on the newest bar; prints its id
recommend() {
	sql "insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, created_at)
	values ('$OPT_NOW', date_trunc('minute', '$OPT_NOW'::timestamptz) - interval '1 minute', '$1', '${4:-BUY}', '$2', '$3', 0.9,
		'{}', '{}', '{}', '$OPT_NOW', 0, '$OPT_NOW')
	returning id"
}

# books_agree NAME: what must hold after whatever happened: the broker's orders are the ledger's, at most one order filled
# or working per recommendation, one live exit per position, equal quantities, nothing short at the broker
books_agree() {
	stats '.orders[].client_order_id' | sort >"$work/broker.ids"
	sql "select client_order_id from broker_orders where broker_order_id is not null order by 1" | sort >"$work/ledger.ids"
	is "$(cat "$work/ledger.ids")" "$(cat "$work/broker.ids")" "$1: the broker's orders are the ledger's"
	is "$(stats '[.posts[] | select(. > 1)] | length')" 0 "$1: no order was sent twice"
	is "$(sql "select count(*) from (select from broker_orders where purpose = 'entry' and is_open group by recommendation_id having count(*) > 1) x")" \
		0 "$1: one working entry a recommendation"
	is "$(sql "select count(*) from (select from broker_orders where purpose = 'exit' and is_open group by position_id having count(*) > 1) x")" \
		0 "$1: one working exit a position"
	is "$(sql "select coalesce(option_symbol, ticker) || ' ' || quantity from active_positions where status <> 'closed' order by 1" | sort)" \
		"$(broker /v2/positions | jq -r '.[] | .symbol + " " + .qty' | sort)" "$1: positions agree"
	is "$(broker /v2/positions | jq '[.[] | select(.qty | startswith("-"))] | length')" 0 "$1: nothing is short"
}
