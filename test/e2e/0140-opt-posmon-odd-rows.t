#!/bin/sh
# One odd row in the list of positions while a stop is due: the exit goes out, the row is named and told once.
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

# odd STATUS NAME BODY [SYMBOL]: a position is held, its stop is due, one row is odd in every list of positions
n=0
odd() {
	n=$((n + 1))
	clear_faults
	next
	enter $n "$swing" 2 swing_trade
	opt-posmon -q 2>/dev/null
	next
	falls 1.00 1.02
	fault "{\"fault\": \"odd_row\", \"count\": 99, \"body\": $3${4:+, \"symbol\": \"$4\"}}"
	exits "$1" "$2: opt-posmon" opt-posmon
	is "$(sql 'select status, close_reason from active_positions order by id desc limit 1')" 'closed|premium_stop' "$2: the stop"
}
odd 0 'a fraction of a stock' '{"symbol": "MSFT", "asset_class": "us_equity", "qty": "0.123456789", "qty_available": "0.123456789",
	"market_value": "61.728394506172839", "avg_entry_price": "412.3456789012"}'
odd 0 'scientific notation' '{"symbol": "BTCUSD", "asset_class": "crypto", "qty": "1e-9", "qty_available": "0E-9",
	"market_value": "0E-9", "current_price": "6.5e4"}'
odd 0 'a short stock' '{"symbol": "TSLA", "asset_class": "us_equity", "side": "short", "qty": "-100", "qty_available": "-100",
	"market_value": "-40000"}'
odd 1 'no quantity' '{"symbol": "PFE", "qty": null}'
like "$err" 'positions: PFE: ."qty." is missing' 'the row is named with its field'
is "$(sql "select count(*) from alert_outbox where dedupe_key = 'odd_row:positions:PFE:2026-01-26'")" 1 'and told'
is "$(sql "select counts->>'odd_rows' from pipeline_runs where counts ? 'odd_rows' order by started_at desc limit 1")" 2 \
	'and counted, each time the list is read: before the exit and after it'
odd 1 'the same again' '{"symbol": "PFE", "qty": null}'
is "$(printf '%s' "$err" | grep -c PFE)" 0 'is told once a day'
odd 1 'a quantity that is not a number' '{"symbol": "KO", "qty": "many"}'
like "$err" 'positions: KO: ."qty." has the wrong type or value: ."many' 'its value is shown'
odd 1 'a value that is not needed' '{"symbol": "GE", "qty": "1", "market_value": {"usd": 5}}'
odd 1 'more than any account holds' '{"symbol": "T", "qty": "1234567890123456789012345678901234567890"}'
odd 1 'our row twice, the same' '{}'
like "$err" "$swing: the symbol is listed twice" 'is told'
# our own quantity is unknown: that of the ledger is sold, a sell_to_close cannot go short
odd 1 'our row twice, with another quantity' '{"qty": "7"}'
odd 1 'our own row without a quantity' '{"qty": null}' "$swing"
is "$(sql "select qty from broker_orders where purpose = 'exit' order by created_at desc limit 1")" 2 'what the ledger has'
odd 1 'a row without a symbol' '{"symbol": null}'
# a row of ours cannot be read: that position alone is not watched, and that is told
clear_faults
next
enter 90 "$today" 1 day_trade
opt-posmon -q 2>/dev/null
spoiled=$(sql 'select max(id) from active_positions')
n=90
# spoiled NAME CHANGE: the stop of a position is due while the row of another one has CHANGE
spoiled() {
	n=$((n + 1))
	clear_faults
	next
	enter $n "$swing" 2 swing_trade
	opt-posmon -q 2>/dev/null
	next
	falls 1.00 1.02
	sql "update active_positions set $2 where id = $spoiled"
	exits 1 "$1: opt-posmon" opt-posmon
	is "$(sql 'select status, close_reason from active_positions order by id desc limit 1')" 'closed|premium_stop' "$1: the stop"
}
spoiled 'a stop that is not a number' "stop = 'NaN'"
like "$err" 'position .*cannot be read, so nothing watches it: column stop' 'is told'
is "$(sql "select severity from alert_outbox where dedupe_key = 'odd_position:$spoiled:2026-01-26'")" critical 'with an alert'
sql "insert into position_marks (position_id, ts, bid) select id, '$OPT_NOW', 'NaN' from active_positions where status = 'open'"
spoiled 'a contract that is none, and a mark that is not a number' "stop = 98, option_symbol = 'nonsense'"
like "$err" 'a mark of position .* cannot be read' 'is told'
sql "update active_positions set option_symbol = '$today' where id = $spoiled"
clear_faults
next
exits 1 'its rows are mended, but a mark' opt-posmon -q --close "$today"
is "$(sql "select status, close_reason from active_positions where id = $spoiled")" 'closed|manual' 'it is sold'
# an order of ours cannot be read: nothing is bought, and all that is due is sold, its own position included
clear_faults
next
enter 191 "$today" 1 day_trade
enter 192 "$swing" 2 swing_trade
opt-posmon -q 2>/dev/null
next
quote "$today" 0 0.40
run opt-posmon -q --close "$today"
next
falls 1.00 1.02
odd=$(sql "select client_order_id from broker_orders where purpose = 'exit' and is_open")
sql "update broker_orders set limit_price = 'NaN' where client_order_id = '$odd'"
exits 1 'an order of ours that cannot be read: opt-posmon' opt-posmon
like "$err" "order $odd cannot be read, so nothing follows it and nothing is bought: column limit_price" 'is told'
is "$(sql "select severity from alert_outbox where dedupe_key = 'odd_order:$odd:2026-01-26'")" critical 'with an alert'
is "$(sql "select status, close_reason from active_positions where option_symbol = '$swing' order by id desc limit 1")" \
	'closed|premium_stop' 'the stop of another position'
exits 70 'opt-dispatch' opt-dispatch -q
like "$err" '1 orders of ours cannot be read: no new entry' 'buys nothing'
sql "update broker_orders set limit_price = 1 where client_order_id = '$odd'"
clear_faults
next
run opt-posmon -q
next
run opt-posmon -q
is "$(sql "select status, close_reason from active_positions where option_symbol = '$today' order by id desc limit 1")" 'closed|manual' 'mended, it is sold'
# shares could go short: their exit waits for the row
clear_faults
next
enter 99 AAPL 3 day_trade
opt-posmon -q 2>/dev/null
next
fault '{"fault": "odd_row", "count": 99, "body": {"qty": null}, "symbol": "AAPL"}'
exits 1 'shares whose row has no quantity' opt-posmon -q --close AAPL
is "$(sql 'select status from active_positions order by id desc limit 1')" open 'are not sold'
clear_faults
next
run opt-posmon -q
is "$(sql 'select status, close_reason from active_positions order by id desc limit 1')" 'closed|manual' 'before it has one'
is "$(ask GET /v2/positions)" '[]' 'all was sold, nothing is short'
books_agree 'in the end'
finish
