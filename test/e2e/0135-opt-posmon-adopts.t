#!/bin/sh
# Holdings at the broker that the ledger does not have: those that orders of ours explain are taken up again.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z
minute=0
next() {
	minute=$((minute + 1))
	clock "$(printf '2026-01-26T%02d:%02d:05Z' $((15 + minute / 60)) $((minute % 60)))"
}
hold() {
	clear_faults
	next
	enter "$@"
	opt-posmon -q 2>/dev/null
	next
}
# lose: the ledger loses every trace of trading, as a backup from before it would
lose() {
	sql 'truncate fills, position_events, position_marks, position_history, broker_activities, broker_orders, active_positions,
		dispatch_executions, dispatch_recommendations, shadow_fills, position_legs, alert_outbox restart identity cascade'
}
positions() {
	sql "select strategy_type, status, quantity, original_quantity, entry_price, stop from active_positions order by id"
}

# the entries are before a split of this day; a run at noon stored the bars
sql "
insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at, corrected_at, first_open, first_high, first_low,
	first_close, first_volume)
select ts, 'AAPL', 100, 101, 99, 100.5, 10, 'iex', '2026-01-26T17:00Z', '2026-01-26T18:00Z', 100, 101, 99, 100, 10
from generate_series(timestamptz '2026-01-26T15:00Z', '2026-01-26T16:00Z', '1 minute') as ts;
insert into lane_features_daily (ticker, day, close, atr14, bars, feed, computed_at, known_at)
values ('AAPL', '2026-01-22', 200, 3, 250, 'iex', '2026-01-26T14:00Z', '2026-01-26T14:00Z'),
	('AAPL', '2026-01-23', 200, 4, 250, 'iex', '2026-01-26T17:00Z', '2026-01-26T17:00Z');
insert into corporate_actions (ticker, kind, ex_date, known_at, new_shares, old_shares, source)
values ('AAPL', 'split', '2026-01-23', '2026-01-26T14:00Z', 3, 1, 'broker'),
	('AAPL', 'split', '2026-01-26', '2026-01-26T17:00Z', 2, 1, 'broker'),
	('AAPL', 'split', '2026-01-27', '2026-01-26T17:00Z', 5, 1, 'broker')" || exit 1

# a restored ledger
hold 1 "$swing" 2 swing_trade
lose
exits 0 'a restored ledger' opt-posmon --reconcile-only
like "$out" '"class":"orphan","symbol":"AAPL260206C00100000","ledger_quantity":0,"broker_quantity":2' 'the holding is an orphan'
like "$err" 'adopted by order opt-e00000000000000000001-a1: 2, swing_trade \(inferred from the days to expiry\), its stop is not known' \
	'what is inferred and what is missing is reported'
is "$(positions)" 'swing_trade|open|2|2|2.5500|' 'it is taken up as the order filled'
is "$(sql 'select client_order_id, qty, booked_qty, status, adopted_at is not null from broker_orders')" \
	'opt-e00000000000000000001-a1|2|2|filled|t' 'with its order'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'adopted:%'")" 1 'and an alert'
books_agree 'a restored ledger'
next
run opt-posmon -v
like "$err" 'not evaluable: underlying_stop' 'the rule that lacks its stop is reported'
is "$(sql 'select count(*) from active_positions')" 1 'it is adopted once'
next
falls 1.00 1.02
run opt-posmon
is "$(sql 'select status, close_reason from active_positions')" 'closed|premium_stop' 'its exits apply'
is "$(ask GET /v2/positions)" '[]' 'it is sold'
books_agree 'an adopted position that is sold'
# facts NOW: prints what is known at NOW of an entry that was filled at 15:01
facts() {
	sql "prepare q(text, timestamptz, date, timestamptz) as $(cat sql/query/trade/adoption_facts.sql);
		execute q('AAPL', '2026-01-26T15:01:05Z', '2026-01-26', '$1')"
}
is "$(facts 2026-01-26T14:30Z)" 'AAPL||1|' 'its daily ATR is of the shares after each split up to its day'
is "$(facts 2026-01-26T17:30Z)" 'AAPL||2|100.0000' 'it reads what was stored by then'
is "$(facts 2026-01-26T18:30Z)" 'AAPL||2|100.5000' 'and what was corrected'

# restored after a part was sold by us: the next exit takes a new id
hold 2 "$today" 3 day_trade
sql "update active_positions set close_request = 'test', close_requested_at = '$OPT_NOW' where status <> 'closed'"
fault '{"fault": "partial_fill", "fraction": 0.4}'
opt-posmon -q 2>/dev/null
clear_faults
ask DELETE /v2/orders >/dev/null
left=$(ask GET /v2/positions | jq -r '.[].qty')
lose
next
if [ -n "$left" ]; then
	exits 0 'a part was sold before the ledger was restored' opt-posmon --reconcile-only
	is "$(positions | cut -d'|' -f1-3)" "day_trade|open|$left" 'the rest is adopted'
	next
	run opt-posmon --close 1
	is "$(stats '[.posts[] | select(. > 1)] | length')" 0 'no id is used twice'
	is "$(ask GET /v2/positions)" '[]' 'all of it is sold'
fi

# given up by the operator, and listed again after all
hold 3 "$swing" 2 swing_trade
fault '{"fault": "status", "status": 200, "body": [], "path": "/v2/positions", "count": 3}'
for _ in 1 2; do opt-posmon -q 2>/dev/null; next; done
id=$(sql 'select max(id) from active_positions')
exits 0 'the operator gives it up' opt-posmon --forget "$id" --why test
is "$(sql "select count(*) from position_history where position_id = $id")" 1 'it has a result'
next
exits 0 'the broker lists it again' opt-posmon
like "$err" 'opened again by order opt-e00000000000000000003-a1' 'is reported'
is "$(sql "select status, quantity, close_reason, stop from active_positions where id = $id")" 'open|2||98.0000' 'it is open again, with its stop'
is "$(sql "select count(*) from position_history where position_id = $id")" 0 'and has no result'
next
falls 1.00 1.02
run opt-posmon
is "$(sql "select status, close_reason from active_positions where id = $id")" 'closed|premium_stop' 'and is sold by its rules'

# edited at the broker before it filled, then the ledger is restored
clear_faults
next
id=opt-e00000000000000000004-a1
first=$(ask POST /v2/orders "{\"symbol\": \"$swing\", \"qty\": \"2\", \"side\": \"buy\", \"type\": \"limit\", \"limit_price\": \"1.00\",
	\"time_in_force\": \"day\", \"client_order_id\": \"$id\", \"position_intent\": \"buy_to_open\"}" | jq -r .id)
next
ask PATCH "/v2/orders/$first" '{"limit_price": "2.60"}' >/dev/null
next
lose
exits 0 'an order that was edited at the broker' opt-posmon --reconcile-only
like "$out" '"class":"orphan"' 'its successor is followed'
like "$(sql 'select client_order_id, booked_qty from broker_orders')" "^$id\|2" 'to the order of ours'
ask DELETE "/v2/positions/$swing" >/dev/null
finish
