#!/bin/sh
# Two replays of the same 30 minutes into new databases make the same decisions, orders and positions, to the byte.
# Only run ids, execution ids and values of real time differ.
. test/tap.sh
. test/paper.sh

OPT_HALT_FILE=$work/halt
HOME=$work
export OPT_HALT_FILE HOME
from=2026-01-26T14:40:00Z
to=2026-01-26T15:10:00Z
before=2026-01-26T14:35:00Z

# The lines of the example without opt-rss. The news is inserted below, as opt-rss and opt-classify would have stored it.
grep -v '^[^#]*opt-rss' crontab.example >"$work/crontab"

# All stories of the generated day as INSERTs: known a minute after they appeared, with a score by a word of the title.
paper --synth 1 --now 2026-01-26T21:10:00Z
for feed in $(curl -fsS "$APCA_API_BASE_URL/feeds/"); do
	curl -fsS "$feed" >"$work/$(basename "$feed")"
done
broker_stop
opt-rss --parse "$work"/*.xml | jq -r '
	(.summary | capture("\\([A-Za-z ]+: (?<t>[A-Z.]+)\\)").t) as $ticker |
	(if .title | test("upgrade|surge|wins|raise|soar|beats|gains|climb") then 0.85
	elif .title | test("downgrade|plunge|slump|cuts|lawsuit|loses|miss|losses") then -0.85 else 0 end) as $score |
	@sh "\(.event_uid) \(.title) \(.published_at) \($ticker) \($score)"' >"$work/stories"
is "$(($(wc -l <"$work/stories") > 20))" 1 'a day has stories'
# The companies in the news by the end of the replay: the others would have bars and no decisions.
tickers=$(awk -v to="'$to'" '$(NF - 2) < to && $(NF - 1) != "'"''"'" { gsub("\047", "", $(NF - 1)); print $(NF - 1) }' "$work/stories" | sort -u)
while read -r line; do
	eval "set -- $line"
	printf "with raw as (insert into inbound_events_raw (event_uid, feed_url, title, title_key, story_uid, published_at,
			fetched_at, known_at)
		values ('%s', 'u', \$t\$%s\$t\$, \$t\$%s\$t\$, '%s', '%s', timestamptz '%s' + '1 min', timestamptz '%s' + '1 min')
		on conflict do nothing returning id, known_at)
	insert into inbound_events_classified (raw_event_id, tickers, sentiment_label, sentiment_score, p_positive, p_neutral,
		p_negative, engine, model, event_type, urgency, created_at)
	select id, '{%s}', 'neutral', %s, (.9 + %s) / 2.0, .1, (.9 - %s) / 2.0, 'lexicon', '1', 'other', 'low', known_at
	from raw;\n" "$1" "$2" "$2" "$1" "$3" "$3" "$3" "$4" "$5" "$5" "$5"
done <"$work/stories" >"$work/news.sql"
# A dividend of some, before most contracts expire: opt-explain has to price with it too. Such contracts take their time.
payers='NVDA T'
for ticker in $payers; do
	echo "insert into corporate_actions (ticker, kind, ex_date, known_at, amount, source)
		values ('$ticker', 'dividend', '2026-01-28', '2026-01-20', .5, 'file');"
done >>"$work/news.sql"

# explains: opt-explain decides every recommendation of the replay again, and names what a changed parameter changes
explains() {
	ids=$(sql 'select id from dispatch_recommendations order by id')
	# shellcheck disable=SC2086 # one word per id
	exits 0 'every recommendation is explained' opt-explain --json $ids
	is "$(printf '%s\n' "$out" | jq -c '.recomputed[] | [.params, .identical, .field]' | sort -u)" '["then",true,null]' \
		'this program decides each again as it was stored'
	is "$(printf '%s\n' "$out" | jq -s 'map(select(.recommendation.sizing_json)) | length > 0')" true 'some were sized'
	is "$(sql "select count(*) > 0 from dispatch_recommendations r join corporate_actions a using (ticker)
		where r.sizing_json is not null")" t 'one of them with a dividend before its expiry'
	opt-params -q set contract_volume_full=900 gate_news_age_max_s=3000 --why test || :
	# shellcheck disable=SC2086
	exits 0 'after two parameters changed' opt-explain --json $ids
	is "$(printf '%s\n' "$out" | jq -c '.recomputed[] | select(.params == "now" and .field == "decision.gates.news_age.threshold") |
		[.stored, .computed, (.because[] | select(.parameter == "gate_news_age_max_s") | .then, .now)]' | sort -u)" \
		'[3600,3000,3600,3000]' 'the difference names the parameter'
	is "$(printf '%s\n' "$out" | jq -c 'select(.recomputed[0].identical | not)')" '' 'with those of then each is identical'
	is "$(sql "select count(*) > 0, bool_and(abs(slippage_bps - (e.entry_price / o.first_mid - 1) * 10000) < .01 and stop_atr > 0
			and premium_paid is not distinct from case when option_symbol is not null then e.entry_price end)
		from dispatch_executions e join broker_orders o using (client_order_id) where e.entry_price is not null")" 't|t' \
		'a filled execution has its slippage, its premium per share and the atr of its stop'
	order=$(sql "select client_order_id from broker_orders where purpose = 'entry' order by created_at desc limit 1")
	id=$(sql "select recommendation_id from broker_orders where client_order_id = '$order'")
	script -qec "opt-explain $order" /dev/null >"$work/text" 2>&1
	like "$(cat "$work/text")" "^Recommendation $id: BUY " 'the story of an order, as text'
	like "$(cat "$work/text")" 'parameters of then \(version 1\): identical' 'ends with what this program decides'
	sql "update dispatch_recommendations set reason = reason || '{\"base\": 0.5}' where id = $id"
	exits 1 'a stored value that is not what this program computes' opt-explain --json "$id"
	is "$(printf '%s\n' "$out" | jq -c '.recomputed[0] | [.identical, .field, .stored]')" '[false,"signal.base",0.5]' \
		'the field is named'
	sql "update dispatch_recommendations set features_snapshot = features_snapshot - 'decided_at' where id = $id"
	exits 0 'the row of an earlier release' opt-explain --json "$id"
	is "$(printf '%s\n' "$out" | jq -c '.recomputed[0] | [.identical, .reason]')" \
		'[null,"the inputs of the signal are not stored: \"decided_at\" is missing"]' 'it says what is missing'
}

# once NAME: replays into a new database and writes the rows that the replay left to $work/NAME.*
once() {
	broker_database
	paper --synth 1 --now "$before"
	opt-universe -q --now "$before"
	# shellcheck disable=SC2086 # one word per ticker
	opt-universe -q --now "$before" --track $tickers
	opt-bars -q --now "$before" --deadline 120
	psql -Xq1 -v ON_ERROR_STOP=1 -f "$work/news.sql"
	exits 0 "$1: a replay" opt-replay --from $from --to $to --log "$work/$1.log" "$work/crontab"
	sql "select to_jsonb(r) - 'signal_run_id' - 'dispatcher_run_id' from dispatch_recommendations r order by id" \
		>"$work/$1.recommendations"
	sql "select to_jsonb(e) - 'execution_id' - 'dispatcher_run_id' - 'broker_order_id' from dispatch_executions e
		order by recommendation_id, leg" >"$work/$1.executions"
	sql "select to_jsonb(o) - 'execution_id' - 'broker_order_id' - 'body_sha256' - 'intent_run_id' - 'sending_run_id'
		- 'resolved_run_id' - 'sender_deadline' from broker_orders o order by client_order_id" >"$work/$1.orders"
	sql "select to_jsonb(p) - 'execution_id' - 'missing_run_id' from active_positions p order by id" >"$work/$1.positions"
	[ "$1" = two ] || explains
	exits 0 "$1: the news and the orders of the day" sh -c "opt-status --now $to --news && opt-status --now $to --orders"
	pg_dump "$PGDATABASE" >"$work/$1.dump"
	is "$(grep -c '^COPY public.pipeline_runs ' "$work/$1.dump")" 1 "$1: the dump has the runs"
	is "$(cat "$work/$1.dump" "$work/$1.log" "$work/out" "$work/err" | grep -Ec "$APCA_API_KEY_ID|$APCA_API_SECRET_KEY")" 0 \
		"P31 $1: neither the dump, the log nor the output has a key"
	broker_stop
	dropdb -f "$PGDATABASE"
}
once one
once two
for what in recommendations executions orders positions; do
	is "$(($(wc -l <"$work/one.$what") > 0))" 1 "there are $what"
	run cmp "$work/one.$what" "$work/two.$what"
	is "$status$out" 0 "both replays have the same $what"
done
finish
