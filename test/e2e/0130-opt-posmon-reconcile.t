#!/bin/sh
# Reconciliation of the positions at the broker with the ledger; several passes per run; side tasks that fail.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z
minute=0
next() {
	minute=$((minute + ${1:-1}))
	clock "$(printf '2026-01-26T%02d:%02d:05Z' $((15 + minute / 60)) $((minute % 60)))"
}
hold() {
	clear_faults
	next
	enter "$@"
	opt-posmon -q 2>/dev/null
	next
}
nothing='{"fault": "status", "status": 200, "body": [], "path": "/v2/positions", "count": 1}'

# outside QUANTITY: another client of the account sells QUANTITY of $swing at the market
outside() {
	ask POST /v2/orders "{\"symbol\": \"$swing\", \"qty\": \"$1\", \"side\": \"sell\", \"type\": \"market\", \"time_in_force\": \"day\",
		\"position_intent\": \"sell_to_close\"}" >/dev/null
}

hold 1 "$swing" 2 swing_trade
fault "$nothing"
exits 1 'O28 an empty list while the ledger has a position' opt-posmon
like "$err" 'not at the broker \(1 of 2 runs agree\)' 'O28 is reported'
is "$(sql 'select status, missing_runs from active_positions')" 'open|1' 'O28 and counted'
exits 0 'the broker has the position again' opt-posmon
is "$(sql 'select status, missing_runs from active_positions')" 'open|0' 'the count starts over'
next
fault "$nothing"
run opt-posmon
next
fault "$nothing"
exits 1 'O28 two runs agree' opt-posmon
is "$(sql 'select status, close_reason, quantity, unexplained_since is not null from active_positions')" 'open||2|t' \
	'O28 nothing explains it: the position stays open and is marked'
like "$err" 'nothing explains it: it stays open; opt-posmon --forget 1 ends it' 'O28 is reported'
is "$(sql "select count(*), min(severity) from alert_outbox where dedupe_key = 'position_unexplained:1:2026-01-26'")" '1|critical' \
	'O28 with an alert'
next
fault "$nothing"
exits 1 'O28 the same run once more' opt-posmon --reconcile-only
like "$out" '"event":"reconcile","class":"phantom","symbol":"AAPL260206C00100000","ledger_quantity":2,"broker_quantity":0' 'the class is printed'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'position_unexplained:1:%'")" 1 'one alert per session'
exits 65 'a position at the broker cannot be forgotten' opt-posmon --forget 1 --why 'sold by hand'
next
quote "$swing" 1.00 1.02
exits 0 'the list is right again' opt-posmon
like "$err" 'the broker lists it again' 'is reported'
next
exits 0 'the stop is hit' opt-posmon
is "$(sql 'select status, close_reason, unexplained_since from active_positions')" 'closed|premium_stop|' 'O28 the position was watched all the time'
is "$(ask GET /v2/positions)" '[]' 'and is sold'

# a position that really is gone, without a trace
hold 12 "$swing" 1 swing_trade
gone='{"fault": "status", "status": 200, "body": [], "path": "/v2/positions", "count": 100}'
fault "$gone"
for _ in 1 2; do opt-posmon -q 2>/dev/null; next; done
exits 65 'not a position' opt-posmon --forget 999 --why 'x'
exits 0 'O28 the operator ends it' opt-posmon --forget 2 --why 'the broker confirmed by phone'
like "$out" '"event":"forgotten","position_id":2' 'and a row tells'
is "$(sql 'select status, close_reason, exit_price, win_loss_label from active_positions where id = 2')" 'closed|forgotten||' \
	'closed, at an unknown price'
is "$(sql 'select exit_price, pnl, win_loss_label from position_history where position_id = 2')" '||' 'which stays unknown'
is "$(sql "select data->>'why' from position_events where position_id = 2 and type = 'forgotten'")" 'the broker confirmed by phone' \
	'with the reason'
clear_faults
ask DELETE "/v2/positions/$swing" >/dev/null

# a holding of somebody else
ask POST /v2/orders '{"symbol": "AAPL", "qty": "7", "side": "buy", "type": "market", "time_in_force": "day"}' >/dev/null
next
exits 0 'O25 a position that is not ours' opt-posmon --reconcile-only
like "$out" '"class":"foreign","symbol":"AAPL","ledger_quantity":0,"broker_quantity":7' 'O25 is foreign'
like "$err" '7 of AAPL at the broker are not ours' 'O25 is reported'
next
exits 0 'O25 again' opt-posmon
is "$err" '' 'O25 once'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'foreign:%'")" 1 'O25 one alert'
is "$(ask GET /v2/positions | jq -r '.[].qty')" 7 'O25 and never touched'
ask DELETE /v2/positions/AAPL >/dev/null

# sold by somebody else in two pieces at two prices
hold 3 "$swing" 3 swing_trade
held=$(sql 'select max(id) from active_positions')
quote "$swing" 3.00 3.10
outside 1
next
exits 1 'a part is gone' opt-posmon
quote "$swing" 2.00 2.10
outside 2
next
run opt-posmon
next
run opt-posmon
is "$(sql "select status, close_reason, quantity, exit_price, realised_pnl from active_positions where id = $held")" \
	'closed|liquidated|0|2.3333|-65.35' 'each fill at its own price'
is "$(sql "select pnl from position_history where position_id = $held")" -65.35 'O21 each fill once'
is "$(sql "select qty, price from fills where position_id = $held and source = 'activity' order by filled_at")" '1|3.0000
2|2.0000' 'and as a fill'
next
run opt-posmon
is "$(sql "select count(*) from broker_activities where position_id = $held")" 2 'O21 delivered again, booked once'

# a part by us, a part by somebody else
hold 4 "$swing" 5 swing_trade
held=$(sql 'select max(id) from active_positions')
outside 2
next
falls 1.00 1.02
exits 1 'O29 the broker holds 3, the ledger 5, the stop is hit' opt-posmon
like "$err" '5 are to be sold, the broker has available 3' 'O29 the difference is reported'
is "$(sql "select qty, status from broker_orders where purpose = 'exit' and position_id = $held")" '3|filled' 'O29 three are sold'
next
run opt-posmon
is "$(sql "select status, close_reason, quantity, realised_pnl from active_positions where id = $held")" 'closed|liquidated|0|-485.58' \
	'O30 another client sold the others, at 2.45: booked after our sale'
is "$(sql "select count(*) from broker_orders where purpose = 'exit' and position_id = $held")" 1 'O30 no order of ours'
is "$(ask GET /v2/positions)" '[]' 'nothing is short'

hold 5 "$swing" 1 swing_trade
hold 6 "$today" 1 swing_trade
falls 0.90 0.92 "$today"
falls 0.90 0.92 "$today" # on the day of the expiry two looks must agree
fault '{"fault": "status", "status": 200, "count": 1, "path": "/v1beta1/options/snapshots", "body": {"snapshots": {
	"AAPL260206C00100000": {"latestQuote": {"t": "yesterday"}},
	"'"$today"'": {"latestQuote": {"t": "'"$OPT_NOW"'", "bp": 0.9, "ap": 0.92, "bs": 2.5, "as": 10}}}}}'
quote "$today" 0.90 0.92
exits 1 'a quote that does not parse' opt-posmon
like "$err" 'snapshots: AAPL260206C00100000: quote: .*yesterday' 'is named with its value'
like "$(sql 'select dedupe_key from alert_outbox')" 'odd_row:snapshots:AAPL260206C00100000:2026-01-26' 'and told by an alert'
is "$(sql "select status, close_reason from active_positions where execution_id::text like '%6'")" 'closed|premium_stop' 'does not stop the exit of another position'
is "$(sql "select count(*) from position_marks where position_id = (select id from active_positions where execution_id::text like '%5') and bid is null")" 1 'and is not a price'

fault '{"fault": "status", "path": "/v1beta1/options/bars", "count": 9}'
next
falls 1.00 1.02
exits 1 'a failed request for bars' opt-posmon
like "$err" 'option bars: ' 'is reported'
is "$(sql "select status, close_reason from active_positions where execution_id::text like '%5'")" 'closed|premium_stop' 'after the exit'
fault '{"fault": "duplicate_page", "path": "/v1beta1/options/bars", "count": 1}'
next
run opt-posmon
is "$(sql 'select count(*) - count(distinct (symbol, ts)) from option_bars')" 0 'O40 a page that is sent twice counts once'

hold 9 "$swing" 1 swing_trade
fault '{"fault": "stale_quotes", "count": 100}'
next 10
for _ in 1 2; do opt-posmon -q 2>/dev/null; next; done
exits 1 'O36 the quotes do not change' opt-posmon
like "$err" 'underlying_stop \(the price of the underlying' 'O36 it is reported that the stop cannot be evaluated'
sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
	select date_trunc('minute', timestamptz '$OPT_NOW') - interval '1 minute', 'AAPL', 97, 97.5, 96.5, 97, 100, 'iex', '$OPT_NOW'"
exits 1 'the last bar takes the place of the quote' opt-posmon
is "$(sql "select close_reason from active_positions where execution_id::text like '%9'")" underlying_stop 'and the stop is evaluated'

# a contract bought twice: the second fill cannot be booked, but the first position must still be sold
hold 7 "$swing" 1 swing_trade
enter 8 "$swing" 1 swing_trade
falls 1.00 1.02
exits 1 'an order that cannot be booked' opt-posmon
like "$err" 'another position in AAPL260206C00100000 is open: this fill of 1 is booked when that is closed' 'is reported'
is "$(sql "select close_reason from active_positions where execution_id::text like '%7'")" premium_stop 'exits continue'
next
exits 0 'the next run books it' opt-posmon
is "$(sql "select close_reason from active_positions where execution_id::text like '%8'")" premium_stop 'and sold'

# one lease
hold 10 "$swing" 1 swing_trade
fault '{"fault": "delay", "ms": 2000, "path": "/v2/positions"}'
opt-posmon -q 2>/dev/null &
first=$!
sleep 0.5
exits 75 'C01 a second instance' opt-posmon
wait $first
is $? 0 'the first one continues'

# real time: our clock is months off, so exits use the clock of the broker
next
quote "$swing" 2.30 2.35
marks=$(sql 'select count(*) from position_marks')
unset OPT_NOW
fault '{"fault": "status", "status": 429, "path": "/v1beta1/options/bars", "count": 1}'
exits 1 'several passes in one run' opt-posmon --every 1 --deadline 4
like "$err" "exits use the clock of the broker" 'O56 with the clock of the broker'
like "$err" 'option bars: .*429' 'a refusal of bars by the rate limit does not end the run'
like $(($(sql 'select count(*) from position_marks') - marks)) '^[34]$' 'one mark per second'
is "$(printf '%s\n' "$out" | jq -rs 'map(select(.event == "position").position_id) | unique | length')" 1 'one position in all rows'
(
	sleep 1
	quote AAPL 97 97.02
) &
mover=$!
exits 1 'the stop is hit between two passes' opt-posmon --every 1 --deadline 5
wait $mover
is "$(sql 'select status, close_reason from active_positions order by id desc limit 1')" 'closed|underlying_stop' 'sold in the same run'
opt-posmon -q --every 1 --deadline 30 2>/dev/null &
pid=$!
sleep 1.5
kill -TERM $pid
wait $pid
is $? 75 'SIGTERM ends the run between two passes'
books_agree "in the end"
finish
