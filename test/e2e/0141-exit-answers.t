#!/bin/sh
# The broker answers oddly about an exit of ours. Nothing is sold twice, nothing is given up, and what stays odd is told. The
# numbers are those of test/SCENARIOS.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z
altered || exit 1
through=$url
minute=0

# later: sets the clock one minute later. next: and runs opt-posmon
later() {
	minute=$((minute + 1))
	clock "$(printf '2026-01-26T%02d:%02d:05Z' $((15 + minute / 60)) $((minute % 60)))"
}
next() {
	later
	run opt-posmon -q
}

# due N: a position of 2 contracts whose premium stop is due in the next run
due() {
	alter '[]'
	clear_faults
	later
	enter "$1" "$swing" 2 swing_trade
	opt-posmon -q 2>/dev/null
	later
	quote "$swing" 1.00 1.02
	opt-posmon -q 2>/dev/null # a first look: the market has the last word at the next one
	later
}
position() {
	sql "select status, quantity, coalesce(close_reason, '-') from active_positions where execution_id = '$uuid'"
}
exits_of() {
	sql "select coalesce(string_agg(right(client_order_id, 2) || ' ' || status || ' ' || filled_qty
		|| case when quarantined_at is null then '' else ' quarantined' end, ', ' order by exit_number, attempt), 'none')
		from broker_orders where purpose = 'exit' and execution_id = '$uuid'"
}
alerts() {
	sql "select count(*) from alert_outbox where $1"
}
held() {
	at_url "$upstream"
	ask GET /v2/positions >"$work/held"
	at_url "$through"
	jq -r 'map(.qty) | join(" ")' "$work/held"
}
# normal: the broker answers as it should
normal() {
	alter '[]'
	next
	[ "$(position)" = 'closed|0|premium_stop' ] || next
}

due 1
alter '[{"method": "GET", "path": "by_client_order_id", "count": 3,
		"jq": "if .side == \"sell\" then .status = \"new\" | .filled_qty = \"0\" | .filled_avg_price = null else . end"},
	{"method": "DELETE", "path": "/v2/orders/", "status": 422,
		"body": "{\"code\": 42210000, \"message\": \"order is already in \\\"filled\\\" state\"}"}]'
run opt-posmon -q
is "$(position) $(exits_of)" 'closing|2|- a1 new 0' 'O20 the exit is filled, but the broker reports it as new'
next
is "$(position) $(exits_of)" 'closed|0|premium_stop a1 filled 2' 'O20 the cancel comes too late: the fill is booked, nothing else is sent'

due 2
alter '[{"method": "GET", "path": "by_client_order_id", "jq": "if .side == \"sell\" then .status = \"replaced\"
	| .replaced_by = \"7d3f4a3e-0000-4000-8000-00000000000b\" | .filled_qty = \"0\" | .filled_avg_price = null else . end"}]'
run opt-posmon -q
is "$(position) $(exits_of)" 'closing|2|- a1 pending_new 0 quarantined' 'replaced by an order that nobody knows: the position is not gone'
next
next
is "$(position) $(alerts "dedupe_key like 'order_quarantine:opt-x%'")" 'closing|2|- 1' 'for as long as it lasts, with one alert'
normal
is "$(position) $(exits_of)" 'closed|0|premium_stop a1 filled 2' 'taken up when the answer makes sense'

alter '[]'
clear_faults
later
enter 3 "$swing" 2 swing_trade
opt-posmon -q 2>/dev/null
later
quote AAPL 104.00 104.02
quote "$swing" 5.00 5.10
run opt-posmon -q
is "$(position) $(exits_of)" 'closing|2|- a1 new 0' 'an exit at the target rests at the mid'
ask PATCH "/v2/orders/$(ask GET '/v2/orders?status=open' | jq -r '.[0].id')" '{"limit_price": "5.00"}' >/dev/null
next
is "$(position) $(exits_of)" 'open|1|- a1 filled 1' 'edited at the broker: the fill of its successor is booked'
is "$(held)" 1 'and one contract is left'
quote "$swing" 1.00 1.02
next
next
is "$(position)" 'closed|0|premium_stop' 'it is sold by its own rule'

due 4
alter "[{\"method\": \"GET\", \"path\": \"^/v2/positions$\", \"jq\": \"if length == 0 then [{asset_id: \\\"x\\\",
	symbol: \\\"$swing\\\", asset_class: \\\"us_option\\\", qty: \\\"2\\\", qty_available: \\\"2\\\", side: \\\"long\\\",
	avg_entry_price: \\\"2.55\\\", market_value: \\\"200\\\", current_price: \\\"1.00\\\"}] else . end\"}]"
run opt-posmon -q
is "$(position) $(exits_of)" 'closed|0|premium_stop a1 filled 2' 'the list of positions lags: the exit is booked'
next
next
is "$(exits_of) $(held)" 'a1 filled 2 ' 'what is sold and still listed is not sold twice'
is "$(sql "select count(*) from active_positions where status <> 'closed'")" 0 'and not taken up again'
normal

due 5
alter '[{"method": "POST", "path": "^/v2/orders$", "count": 1, "forward": true, "status": 422,
	"body": "{\"code\": 40010001, \"message\": \"client_order_id must be unique\"}"}]'
run opt-posmon -q
is "$status $(position) $(exits_of)" '0 closed|0|premium_stop a1 filled 2' 'O09 the id is a duplicate of our own order: it counts as accepted'

due 6
alter '[{"method": "POST", "path": "^/v2/orders$", "count": 1, "status": 422,
		"body": "{\"code\": 40010001, \"message\": \"client_order_id must be unique\"}"},
	{"method": "GET", "path": "by_client_order_id=?.*opt-x", "status": 500, "body": "{\"message\": \"internal\"}"}]'
run opt-posmon -q
is "$status $(exits_of) $(alerts "dedupe_key like 'order_duplicate:opt-x%'")" '1 a1 duplicate 0 1' \
	'O11 a duplicate that no look-up shows stays in doubt: one alert'
is "$(held)" 2 'O11 and nothing is sent again'
next
next
is "$(alerts "dedupe_key like 'order_doubt:opt-x%'")" 0 'O11 it may be in doubt for two minutes'
next
is "$(alerts "dedupe_key like 'order_doubt:opt-x%' and severity = 'critical'")" 1 'O11 then that is an alert'
alter '[{"method": "GET", "path": "by_client_order_id", "status": 404,
	"body": "{\"code\": 40410000, \"message\": \"order not found\"}"}]'
next
next
like "$(exits_of)" '^a1 (duplicate|dropped) 0' 'O11 it is not sent again under its id'
normal
is "$(position) $(held)" 'closed|0|premium_stop ' 'O11 sold under another id when it is proven missing'

due 7
alter '[{"method": "POST", "path": "^/v2/orders$", "count": 1, "forward": true, "status": 422,
		"body": "{\"code\": 40010001, \"message\": \"client_order_id must be unique\"}"},
	{"method": "GET", "path": "by_client_order_id", "jq": "if .side == \"sell\" then .qty = \"7\" else . end"}]'
run opt-posmon -q
is "$status $(position) $(exits_of)" '1 closing|2|- a1 duplicate 0 quarantined' 'O10 another order has our id: it is quarantined'
is "$(sql "select scope, cause from trading_halts where cleared_at is null and cause = 'order_conflict'")" 'entries|order_conflict' \
	'O10 all entries are halted'
is "$(alerts "dedupe_key like 'order_quarantine:opt-x%' and body like '%another order%'")" 1 'O10 one alert'
next
is "$(stats '[.posts[] | select(. > 1)] | length') $(exits_of)" '0 a1 duplicate 0 quarantined' 'O10 nothing is sent again'
normal
is "$(position) $(exits_of)" 'closed|0|premium_stop a1 filled 2' 'O10 taken up when it is ours after all'
sql "update trading_halts set cleared_at = '$OPT_NOW', cleared_by = 'test' where cleared_at is null"

due 8
row="asset_id: \\\"x\\\", symbol: \\\"$swing\\\", asset_class: \\\"us_option\\\", qty: \\\"2\\\", side: \\\"long\\\",
	avg_entry_price: \\\"2.55\\\", market_value: \\\"200\\\", current_price: \\\"1.00\\\""
alter "[{\"method\": \"GET\", \"path\": \"^/v2/positions$\", \"count\": 1, \"jq\": \"[{$row, qty_available: \\\"2\\\"}]\"},
	{\"method\": \"GET\", \"path\": \"^/v2/positions$\", \"jq\": \"[{$row, qty_available: \\\"0\\\"}]\"},
	{\"method\": \"GET\", \"path\": \"by_client_order_id\", \"jq\": \"if .side == \\\"sell\\\" then .status = \\\"held\\\"
		| .filled_qty = \\\"0\\\" | .filled_avg_price = null else . end\"},
	{\"method\": \"DELETE\", \"path\": \"/v2/orders/\", \"status\": 422,
		\"body\": \"{\\\"code\\\": 42210000, \\\"message\\\": \\\"order is not cancelable\\\"}\"}]"
run opt-posmon -q
looks=1
stuck() {
	alerts "dedupe_key like 'stuck_exit:$(sql "select id from active_positions where execution_id = '$uuid'"):%'"
}
while [ "$(stuck)" = 0 ] && [ $looks -lt 9 ]; do
	next
	looks=$((looks + 1))
done
is "$status $looks" '1 3' 'O24 an exit that cannot be cancelled is told in the third look'
like "$err" 'not acknowledged or cancelled' 'O24 with a warning'
next
next
is "$(exits_of) $(stuck)" 'a1 held 0 1' 'O24 it stays open, no other exit is sent, one alert'
normal
is "$(position) $(exits_of)" 'closed|0|premium_stop a1 filled 2' 'O24 its fill is booked when the broker reports it'

due 10
fault '{"fault": "partial_fill", "fraction": 0.5}'
run opt-posmon -q
is "$(position) $(exits_of)" 'closing|1|- a1 partially_filled 1' 'half of an exit is filled'
run opt-posmon -q
is "$(position) $(exits_of)" 'closing|1|- a1 partially_filled 1' 'O21 the same fill in another look is booked once'
next
is "$(position) $(exits_of)" 'closed|0|premium_stop a1 filled 2' 'and the rest once'

# doubted: the order was in doubt for a while
doubted() {
	sql "select statuses @> '[{\"status\": \"unknown\"}]' from broker_orders where purpose = 'exit' and execution_id = '$uuid'"
}
due 11
alter '[{"method": "POST", "path": "^/v2/orders$", "count": 1, "jq": ".symbol = \"MSFT\""}]'
run opt-posmon -q
is "$(doubted) $(position) $(exits_of)" 't closed|0|premium_stop a1 filled 2' 'O16 an answer about another symbol is not believed: a look-up decides'
is "$(alerts "dedupe_key like 'order_reply:opt-x%'")" 1 'O16 one alert'
due 12
alter '[{"method": "POST", "path": "^/v2/orders$", "count": 1, "twice": "qty"}]'
run opt-posmon -q
is "$(doubted) $(position) $(exits_of)" 't closed|0|premium_stop a1 filled 2' 'O16 nor is one with a key that is there twice'

# An exit that cannot be sent at all, and one that an entry in the same contract holds up.
due 13
alter "[{\"method\": \"GET\", \"path\": \"^/v2/positions$\", \"jq\": \"[{$row, qty_available: \\\"0\\\"}]\"},
	{\"method\": \"GET\", \"path\": \"^/v2/orders.*status=open\", \"count\": 9, \"status\": 500, \"body\": \"{}\"}]"
run opt-posmon -q
like "$err" 'open orders|orders.*HTTP 500' 'the list of open orders fails: that is told'
next
is "$(exits_of) $(stuck)" 'none 0' 'nothing is available for two looks: no exit can be sent'
next
is "$status $(stuck)" '1 1' 'nothing is available for three looks: one alert'
like "$(sql "select error from pipeline_runs where status = 'partial' order by started_at desc limit 1")" \
	'the exit is not sent for 3 looks' 'the row of the partial run has its warnings'
next
is "$(stuck)" 1 'it is told once'
normal
is "$(position) $(exits_of)" 'closed|0|premium_stop a1 filled 2' 'sold when it is available'

due 14
held=$uuid
entry_limit=0.50 enter 15 "$swing" 2 swing_trade
uuid=$held
alter '[{"method": "DELETE", "path": "/v2/orders/", "status": 422,
	"body": "{\"code\": 42210000, \"message\": \"order is not cancelable\"}"}]'
run opt-posmon -q
next
is "$(exits_of) $(stuck)" 'none 0' 'an entry in its contract cannot be cancelled: the exit waits two looks'
next
is "$status $(position) $(exits_of) $(stuck)" '1 closed|0|premium_stop a1 filled 2 1' 'and is sent in the third: one alert'
normal

# The alert is stored with its cause, or both are not.
due 9
sql "create function test_refuse() returns trigger language plpgsql as \$\$ begin raise exception 'no alerts today'; end \$\$;
	create trigger test_refuse before insert on alert_outbox for each row
		when (new.dedupe_key like 'order_quarantine:%') execute function test_refuse()"
alter '[{"method": "GET", "path": "by_client_order_id", "jq": "if .side == \"sell\" then .filled_avg_price = null else . end"}]'
run opt-posmon -q
is "$(exits_of) $(sql "select count(*) from trading_halts where cleared_at is null")" 'a1 pending_new 0 0' \
	'O60 the alert about a contradiction cannot be written: nor is the contradiction'
sql 'drop trigger test_refuse on alert_outbox'
next
is "$(exits_of) $(alerts "dedupe_key like 'order_quarantine:' || (select client_order_id from broker_orders
	where purpose = 'exit' and execution_id = '$uuid') || ':%'")" 'a1 pending_new 0 quarantined 1' 'O60 the next run writes both'
next
is "$(alerts "dedupe_key like 'order_quarantine:' || (select client_order_id from broker_orders
	where purpose = 'exit' and execution_id = '$uuid') || ':%'")" 1 'O60 under one key'
normal
is "$(position) $(exits_of)" 'closed|0|premium_stop a1 filled 2' 'and it is booked when the answer makes sense'
books_agree 'in the end'
finish
