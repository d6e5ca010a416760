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

hold 1 "$swing" 2 swing_trade
fault "$nothing"
exits 1 'O28 an empty list while the ledger has a position' opt-posmon
like "$err" 'not at the broker \(1 of 2 runs agree\)' 'is reported'
is "$(sql 'select status, missing_runs from active_positions')" 'open|1' 'and counted'
exits 0 'the broker has the position again' opt-posmon
is "$(sql 'select status, missing_runs from active_positions')" 'open|0' 'the count starts over'
next
fault "$nothing"
run opt-posmon
next
fault "$nothing"
exits 1 'two runs agree' opt-posmon
is "$(sql 'select status, close_reason, exit_price, win_loss_label from active_positions')" 'closed|gone_at_broker||' \
	'closed, at an unknown price'
is "$(sql 'select exit_price, pnl, win_loss_label from position_history')" '||' 'which stays unknown'
next
exits 0 'the position that is still at the broker' opt-posmon -v
like "$(sql "select counts->>'positions_foreign' from pipeline_runs order by started_at desc limit 1")" 1 'O25 is foreign, and never touched'
ask DELETE "/v2/positions/$swing" >/dev/null

hold 2 "$swing" 5 swing_trade
ask POST /v2/orders "{\"symbol\": \"$swing\", \"qty\": \"2\", \"side\": \"sell\", \"type\": \"market\", \"time_in_force\": \"day\",
	\"position_intent\": \"sell_to_close\"}" >/dev/null
next
quote "$swing" 1.00 1.02
exits 1 'O29 the broker holds 3, the ledger 5, the stop is hit' opt-posmon
like "$err" 'the broker holds 3, the ledger 5' 'the difference is reported'
is "$(sql "select qty, status from broker_orders where purpose = 'exit' and position_id = 2")" '3|filled' 'three are sold'
next
run opt-posmon
is "$(sql 'select status, close_reason, quantity from active_positions where id = 2')" 'closed|liquidated|0' \
	'another program sold the others'
is "$(ask GET /v2/positions)" '[]' 'nothing is short'

hold 3 "$swing" 1 swing_trade
hold 4 "$today" 1 swing_trade
fault '{"fault": "status", "status": 200, "count": 1, "path": "/v1beta1/options/snapshots", "body": {"snapshots": {
	"AAPL260206C00100000": {"latestQuote": {"t": "yesterday"}},
	"'"$today"'": {"latestQuote": {"t": "'"$OPT_NOW"'", "bp": 1, "ap": 1.02, "bs": 2.5, "as": 10}}}}}'
quote "$today" 1.00 1.02
exits 1 'a quote that does not parse' opt-posmon
like "$err" 'snapshots: AAPL260206C00100000: quote: .*yesterday' 'is named with its value'
like "$(sql 'select dedupe_key from alert_outbox')" 'odd_row:snapshots:AAPL260206C00100000:2026-01-26' 'and told by an alert'
is "$(sql 'select status, close_reason from active_positions where id = 4')" 'closed|premium_stop' 'does not stop the exit of another position'
is "$(sql 'select count(*) from position_marks where position_id = 3 and bid is null')" 1 'and is not a price'

fault '{"fault": "status", "path": "/v1beta1/options/bars", "count": 9}'
next
quote "$swing" 1.00 1.02
exits 1 'a failed request for bars' opt-posmon
like "$err" 'option bars: ' 'is reported'
is "$(sql 'select status, close_reason from active_positions where id = 3')" 'closed|premium_stop' 'after the exit'
fault '{"fault": "duplicate_page", "path": "/v1beta1/options/bars", "count": 1}'
next
run opt-posmon
is "$(sql 'select count(*) - count(distinct (symbol, ts)) from option_bars')" 0 'O40 a page that is sent twice counts once'

hold 5 "$swing" 1 swing_trade
fault '{"fault": "stale_quotes", "count": 100}'
next 10
exits 1 'O36 the quotes do not change' opt-posmon
like "$err" 'underlying_stop \(the price of the underlying' 'O36 it is reported that the stop cannot be evaluated'
sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
	select date_trunc('minute', timestamptz '$OPT_NOW') - interval '1 minute', 'AAPL', 97, 97.5, 96.5, 97, 100, 'iex', '$OPT_NOW'"
exits 1 'the last bar takes the place of the quote' opt-posmon
is "$(sql 'select close_reason from active_positions where id = 5')" underlying_stop 'and the stop is evaluated'

# a contract bought twice: the second fill cannot be booked, but the first position must still be sold
hold 7 "$swing" 1 swing_trade
enter 8 "$swing" 1 swing_trade
quote "$swing" 1.00 1.02
exits 1 'an order that cannot be booked' opt-posmon
like "$err" 'active_positions_one_open' 'is reported'
is "$(sql "select close_reason from active_positions where execution_id::text like '%7'")" premium_stop 'exits continue'
next
exits 0 'the next run books it' opt-posmon
is "$(sql "select close_reason from active_positions where execution_id::text like '%8'")" premium_stop 'and sold'

# one lease
hold 6 "$swing" 1 swing_trade
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
is "$(printf '%s\n' "$out" | jq -rs 'map(.position_id) | unique | length')" 1 'one position in all rows'
(
	sleep 1
	quote "$swing" 1.00 1.02
) &
mover=$!
exits 1 'the stop is hit between two passes' opt-posmon --every 1 --deadline 5
wait $mover
is "$(sql 'select status, close_reason from active_positions order by id desc limit 1')" 'closed|premium_stop' 'sold in the same run'
opt-posmon -q --every 1 --deadline 30 2>/dev/null &
pid=$!
sleep 1.5
kill -TERM $pid
wait $pid
is $? 75 'SIGTERM ends the run between two passes'
finish
