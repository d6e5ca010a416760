#!/bin/sh
# Exits under faults of the broker, of the connection and of our own processes. The numbers are those of test/SCENARIOS.
# After each, ledger and broker agree.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z
minute=0

# next: sets the clock one minute later
next() {
	minute=$((minute + 1))
	clock "$(printf '2026-01-26T%02d:%02d:05Z' $((15 + minute / 60)) $((minute % 60)))"
}

# hold N: opens a position of 2 contracts, one minute ago
hold() {
	clear_faults
	next
	enter "$1" "$swing" 2 swing_trade
	opt-posmon -q 2>/dev/null
	next
}

position() {
	sql "select status, coalesce(close_reason, '-') from active_positions order by id desc limit 1"
}

exit_orders() {
	sql "select string_agg(right(client_order_id, 2) || ' ' || order_type || ' ' || status, ', ' order by exit_number, attempt)
		from broker_orders where purpose = 'exit' and position_id = (select max(id) from active_positions)"
}

hold 1
falls 1.00 1.02
fault '{"fault": "drop_after_accept", "method": "POST", "path": "/v2/orders"}'
run opt-posmon
is "$(position)" 'closed|premium_stop' 'O01 accepted, then the connection is cut: the same run finds the order'
books_agree O01

hold 2
falls 1.00 1.02
fault '{"fault": "drop_after_accept", "method": "POST", "path": "/v2/orders"}'
fault '{"fault": "lookup_404", "count": 2}'
run opt-posmon
is "$(position) $(exit_orders)" 'closing|- a1 limit unknown' 'O03 not found at once: doubtful, not missing'
next
exits 0 'O03 the next run' opt-posmon
is "$(position)" 'closed|premium_stop' 'O03 adopts the order'
books_agree O03

hold 3
falls 1.00 1.02
fault '{"fault": "drop_before", "method": "POST", "path": "/v2/orders"}'
run opt-posmon
is "$(exit_orders)" 'a1 limit unknown' 'O08 the order never arrived: doubtful'
run opt-posmon
is "$(exit_orders)" 'a1 limit unknown' 'O08 a second run in the same minute proves nothing'
next
exits 0 'O08 three look-ups in two runs prove that it is missing' opt-posmon
is "$(position) $(exit_orders)" 'closed|premium_stop a1 limit filled' 'O08 an exit is sent again under the same id'
books_agree O08

hold 4
falls 1.00 1.02
fault '{"fault": "status", "status": 502, "body": "<html>bad gateway</html>", "place": true, "method": "POST", "path": "/v2/orders"}'
run opt-posmon
is "$(position)" 'closed|premium_stop' 'O07 502 after acceptance: a look-up finds the order'
books_agree O07

hold 5
falls 1.00 1.02
fault '{"fault": "truncate", "method": "POST", "path": "/v2/orders"}'
run opt-posmon
is "$(position)" 'closed|premium_stop' 'O16 half a response: a look-up finds the order'
books_agree O16

hold 6
falls 1.00 1.02
fault '{"fault": "reject", "count": 3}'
exits 0 'O33 rejected' opt-posmon
next
run opt-posmon
next
run opt-posmon
next
run opt-posmon
is "$(exit_orders)" 'a1 limit rejected, a2 limit rejected, a3 limit rejected, a4 limit filled' \
	'O33 again and again, under one exit number'
is "$(sql "select count(*) from alert_outbox where subject = 'the broker rejects an exit'")" 1 'O33 one alert'
is "$(position)" 'closed|premium_stop' 'O33 sold in the end'
books_agree O33

hold 7
falls 1.00 1.02
fault '{"fault": "partial_fill", "fraction": 0.5}'
run opt-posmon
is "$(sql 'select quantity, status from active_positions order by id desc limit 1')" '1|closing' 'O19 half is filled'
books_agree 'O19 half'
next
run opt-posmon
is "$(position)" 'closed|premium_stop' 'O19 and the rest'
books_agree O19

# a limit order in a falling market
hold 20
falls 1.00 1.02
fault '{"fault": "partial_fill", "fraction": 0.5}'
run opt-posmon
quote "$swing" 0.50 0.52
minute_before=$OPT_NOW
clock "${minute_before%05Z}08Z"
run opt-posmon
is "$(exit_orders)" 'a1 limit partially_filled' 'O31 a young exit is left to work'
next
exits 0 'O34 the market has left the limit behind' opt-posmon
is "$(exit_orders)" 'a1 limit canceled, a2 limit filled' 'O34 cancelled and priced again in one run'
is "$(sql "select limit_price, qty from broker_orders where position_id = 8 and attempt = 2 and purpose = 'exit'")" '0.4700|1' \
	'O34 the rest is priced by the fresh bid'
is "$(sql 'select exit_price, close_reason from active_positions where id = 8')" '0.7500|premium_stop' 'both parts count'
books_agree O34

# an exit whose rule no longer holds
hold 21
falls 1.00 1.02
fault '{"fault": "reject", "count": 1}'
run opt-posmon
next
quote "$swing" 2.40 2.50
exits 0 'the premium recovers after a rejection' opt-posmon
is "$(position) $(exit_orders)" 'closed|premium_stop a1 limit rejected, a2 limit filled' 'an exit that was sent is carried through'
is "$(printf '%s\n' "$out" | jq -c 'select(.event == "position") | [.decision, .order.attempt]')" '[null,2]' 'although no rule closes the position now'

hold 8
falls 1.00 1.02
sql "insert into trading_halts (scope, cause, reason, set_by, set_at) values ('all', 'operator', 'test', 'test', '$OPT_NOW')"
exits 0 'O49 halted: the exit is decided, but not sent' opt-posmon
is "$(position) $(exit_orders)" 'open|- a1 limit canceled' 'O49 the intent is withdrawn, the position is open'
sql "update trading_halts set cleared_at = '$OPT_NOW', cleared_by = 'test'"
next
exits 0 'the halt is lifted' opt-posmon
is "$(position)" 'closed|premium_stop' 'sold'
books_agree O49

hold 9
falls 1.00 1.02
fault '{"fault": "status", "status": 500, "path": "/v2/positions", "count": 1}'
exits 1 'O27 the positions at the broker are unknown' opt-posmon
is "$(position) $(exit_orders)" 'closed|premium_stop a1 limit filled' 'what the ledger has of an option is sold: it cannot go short'
next
exits 0 'O27 they are known again' opt-posmon
books_agree O27

hold 10
falls 1.00 1.02
ask DELETE "/v2/positions/$swing" >/dev/null
run opt-posmon
is "$(position) $(exit_orders)" 'open|- ' 'O30 another program sold it: one run is not enough, and no order is sent'
next
run opt-posmon
is "$(position) $(exit_orders)" 'closed|liquidated ' 'O26 O30 another program sold it: closed by the activity, without an order'
is "$(sql 'select exit_price from position_history order by position_id desc limit 1')" 1.0000 'at its price'

hold 11
other=$(ask POST /v2/orders "{\"symbol\": \"$swing\", \"qty\": \"2\", \"side\": \"sell\", \"type\": \"limit\", \"limit_price\": \"9\",
	\"time_in_force\": \"day\", \"position_intent\": \"sell_to_close\"}" | jq -r .status)
like "$other" 'new|accepted' 'O32 an order of another program holds the quantity'
falls 1.00 1.02
exits 1 'O32 that is reported' opt-posmon
is "$(position)" 'closed|premium_stop' 'O32 that order is cancelled and the exit sent, in one run'

hold 12
quote "$swing" 0 1.02
exits 0 'O37 nothing is bid in one look: the model has the value' opt-posmon
is "$(printf '%s\n' "$out" | jq -c 'select(.event == "position") | [.price_source, .decision, .not_evaluable]')" '["model",null,[]]' 'O37 it does nothing by itself'
is "$(position)" 'open|-' 'held'
next
exits 1 'closed by hand without a bid' opt-posmon -q --close "$swing"
is "$(exit_orders)" 'a1 limit new' 'rests'
is "$(sql "select count(*) from alert_outbox where subject = 'nothing is bid for a position'")" 1 'with one alert'
clear_faults
next
run opt-posmon
is "$(position)" 'closed|manual' 'it fills when there is a bid'

# killed at any moment
hold 13
falls 1.00 1.02
fault '{"fault": "delay", "ms": 3000, "method": "POST", "path": "/v2/orders"}'
opt-posmon 2>/dev/null &
pid=$!
tries=0
until [ "$(stats '.posts | length')" -gt 24 ] || [ $tries -gt 40 ] ||
	[ "$(sql "select count(*) from broker_orders where status = 'sending' and purpose = 'exit'")" = 1 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
sleep 0.3
kill -9 $pid
wait $pid 2>/dev/null
is "$(exit_orders)" 'a1 limit sending' 'O05 killed between the sending and the answer'
next
exits 0 'O05 the next run' opt-posmon
is "$(position)" 'closed|premium_stop' 'O05 adopts'
books_agree O05

# --- protective stops: the contract is bought at 2.55, the stop is at .76 with a limit of .38 ---
stops() {
	sql "select string_agg(concat_ws(' ', reason, qty, stop_price, limit_price, status), ', ' order by exit_number)
		from broker_orders where purpose = 'stop' and position_id = (select max(id) from active_positions)"
}

# opened: prints the stops that rest at the broker
opened() {
	ask GET '/v2/orders?status=open' | jq -r '[.[] | select(.type == "stop_limit") | "\(.qty) \(.stop_price) \(.limit_price) \(.time_in_force)"] | join(", ")'
}
opt-params set --why test protective_stop=1 >/dev/null
hold 14
is "$(sql 'select capability, accepted, answer from broker_capabilities')" 'option_stop_limit|t|canceled' 'whether the account accepts stops is found out once'
is "$(stops)" 'stop_probe 1 0.0100 0.0100 canceled, protective_stop 2 0.7600 0.3800 new' 'by an order that is cancelled at once; then a stop rests'
is "$(opened)" '2 0.76 0.38 day' 'at the broker too'
polls=$(stats '.requests["GET /v2/orders:by_client_order_id"]')
next
exits 0 'a look at a resting stop' opt-posmon
is "$(stops | grep -c new) $(($(stats '.requests["GET /v2/orders:by_client_order_id"]') - polls))" '1 0' 'sends nothing, and lists it with all others'
books_agree 'a resting stop'
is "$(sql "begin; insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, leg, attempt, ticker, symbol, side,
			position_intent, order_type, qty, limit_price, request, intent_run_id, trade_day, created_at, updated_at)
		select 'opt-e00000000000000000099-a2', account, purpose, recommendation_id, execution_id, leg, 2, ticker, symbol, side, position_intent,
			order_type, 1, limit_price, request, intent_run_id, trade_day, created_at, updated_at
		from broker_orders where purpose = 'entry' order by created_at desc limit 1;
		$(sed "s/\$1/'opt-e00000000000000000099-a2'/; s/\$2/'00000000-0000-4000-8000-000000000000'/; s/\$3/'$OPT_NOW'/g; s/\$4/false/; s/\$5/1/" sql/query/trade/order_sending.sql);
		rollback")" '' 'while it rests, no buy in the contract is sent'
next
falls 1.00 1.02
exits 0 'O32 our own exit is due' opt-posmon
is "$(position) $(exit_orders)" 'closed|premium_stop a1 limit filled' 'O32 it sells in that run'
like "$(stops)" 'protective_stop 2 0.7600 0.3800 canceled$' 'O32 after the stop is cancelled'
books_agree 'O32 a stop and an exit'

hold 15
falls 1.00 1.02
fault '{"fault": "reject", "method": "POST", "path": "/v2/orders"}'
exits 0 'O32 the exit is rejected' opt-posmon
is "$(exit_orders) $(stops | sed 's/.*, //')" 'a1 limit rejected protective_stop 2 0.7600 0.3800 new' 'O32 the stop is armed again in that run'
next
exits 0 'O32 the next run' opt-posmon
is "$(position) $(exit_orders)" 'closed|premium_stop a1 limit rejected, a2 limit filled' 'O32 sells'

hold 16
quote "$swing" 0.60 0.70
clock "$OPT_NOW"
next
exits 0 'the stop sold while nobody looked' opt-posmon
is "$(position) $(sql 'select exit_price from position_history order by position_id desc limit 1')" 'closed|protective_stop 0.6000' 'its fill is the exit'
books_agree 'a stop that sold'

hold 17
sql "update broker_orders set reason = 'old_probe' where reason = 'stop_probe'; delete from broker_capabilities"
ask DELETE /v2/orders >/dev/null
next
fault '{"fault": "status", "status": 422, "method": "POST", "path": "/v2/orders", "body": {"code": 42210000, "message": "invalid order type for options trading"}}'
exits 1 'an account that refuses stops' opt-posmon
is "$(sql 'select accepted, http_status, error_code, answer from broker_capabilities')" 'f|422|42210000|invalid order type for options trading' 'the answer is stored'
like "$err" 'does not accept stop orders for options \(invalid order type' 'and told'
posts=$(stats '.posts | length')
next
exits 0 'the next run' opt-posmon
is "$(position) $(($(stats '.posts | length') - posts))" 'open|- 0' 'sends no stop'
sql "update broker_capabilities set accepted = true"

fault '{"fault": "drop_after_accept", "method": "POST", "path": "/v2/orders"}'
next
run opt-posmon
is "$(stops | sed 's/.*, //') $(opened)" 'protective_stop 2 0.7600 0.3800 new 2 0.76 0.38 day' 'a stop whose answer is lost is looked up'
opt-posmon -q --close "$swing"
is "$(position) $(opened)" 'closed|manual ' 'sold by hand, the stop is gone'
next
enter 18 "$swing" 2 swing_trade
fault '{"fault": "delay", "ms": 3000, "method": "POST", "path": "/v2/orders"}'
opt-posmon -q 2>/dev/null &
pid=$!
tries=0
until [ $tries -gt 100 ] || [ "$(sql "select count(*) from broker_orders where status = 'sending' and purpose = 'stop'")" = 1 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
sleep 0.3
kill -9 $pid
wait $pid 2>/dev/null
is "$(stops | sed 's/.*, //')" 'protective_stop 2 0.7600 0.3800 sending' 'killed between the sending of a stop and the answer'
clear_faults
next
exits 0 'the next run takes it up' opt-posmon
is "$(stops | sed 's/.*, //') $(opened)" 'protective_stop 2 0.7600 0.3800 new 2 0.76 0.38 day' 'one stop rests'
ask PATCH "/v2/orders/$(ask GET '/v2/orders?status=open' | jq -r '.[0].id')" '{"stop_price": "0.90", "limit_price": "0.40"}' >/dev/null
next
exits 0 'a stop that was edited at the broker' opt-posmon
is "$(stops | sed 's/.*, //')" 'protective_stop 2 0.9000 0.4000 canceled' 'is followed, and cancelled'
next
exits 0 'the look after that' opt-posmon
is "$(stops | sed 's/.*, //') $(opened)" 'protective_stop 2 0.7600 0.3800 new 2 0.76 0.38 day' 'arms it again where the parameters put it'
opt-params set --yes-raise-risk --why test protective_stop=0 >/dev/null
next
exits 0 'switched off' opt-posmon
is "$(opened) $(position)" ' open|-' 'the stop is cancelled, the position is held'
books_agree 'the end of the stops'
finish
