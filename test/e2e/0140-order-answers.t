#!/bin/sh
# The broker contradicts itself about an order of ours, or an order is edited on its screen. Nothing is booked that makes no
# sense; the order is queried again and taken up when the answer is sound. The numbers are those of test/SCENARIOS.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z
altered || exit 1
minute=0

# next: sets the clock one minute later and runs opt-posmon
next() {
	minute=$((minute + 1))
	clock "$(printf '2026-01-26T%02d:%02d:05Z' $((15 + minute / 60)) $((minute % 60)))"
	run opt-posmon -q
}
order() {
	sql "select status || ' ' || filled_qty || case when quarantined_at is null then '' else ' quarantined' end
		from broker_orders where purpose = 'entry' order by created_at desc, client_order_id desc limit 1"
}
position() {
	sql "select coalesce((select status || ' ' || quantity from active_positions
		where execution_id = '$uuid'), 'none')"
}
halts() {
	sql "select count(*) from trading_halts where cleared_at is null and ticker = 'AAPL' and cause = 'quarantine'"
}
alerts() {
	sql "select count(*) from alert_outbox where dedupe_key like '$1:$id:%'"
}

# flat: sells what is held
flat() {
	falls 1.00 1.02
	next
	clear_faults
}

# refused N NAME JQ: the answer JQ makes about entry N is not believed
refused() {
	alter "$(jq -nc --arg j "$3" '[{method: "GET", path: "by_client_order_id", jq: $j}]')"
	next
	enter "$1" "$swing" 2 swing_trade
	run opt-posmon -q
	is "$status $(order) $(position) $(halts) $(alerts order_quarantine)" '1 accepted 0 quarantined none 1 1' \
		"$2: nothing is booked, the ticker is halted, one alert"
	like "$err" "opt-e.*$swing.*not believed" "$2: one warning names the order"
	next
	is "$status $(order) $(alerts order_quarantine) $(printf '%s' "$err" | grep -c 'not believed')" \
		'1 accepted 0 quarantined 1 0' "$2: queried again in the next run, and reported once"
	alter '[]'
	next
	is "$status $(order) $(position) $(halts)" '0 filled 2 open 2 0' \
		"$2: taken up when the answer makes sense; the halt of the ticker ends"
	flat
}

refused 1 'filled without a price' '.filled_avg_price = null'
refused 2 'filled at 0' '.filled_avg_price = "0"'
refused 3 'filled with quantity 0' '.filled_qty = "0" | .filled_avg_price = null'
refused 4 'O23 more filled than ordered' '.filled_qty = "3"'
refused 5 'a fraction is filled' '.filled_qty = "1.5" | .status = "partially_filled"'
refused 6 'a negative quantity is filled' '.filled_qty = "-2"'
refused 7 'replaced, but not by which order' '.status = "replaced" | .filled_qty = "0" | .filled_avg_price = null'
refused 8 'replaced by an order that does not exist' \
	'.status = "replaced" | .replaced_by = "7d3f4a3e-0000-4000-8000-00000000000b" | .filled_qty = "0"'
books_agree 'after the contradictions'

next
alter '[{"method": "GET", "path": "by_client_order_id", "jq": ".filled_qty = \"1\" | .status = \"partially_filled\""}]'
enter 16 "$swing" 2 swing_trade
run opt-posmon -q
is "$(position)" 'open 1' 'O22 one of two is filled'
alter '[{"method": "GET", "path": "by_client_order_id", "jq": ".filled_qty = \"0\" | .status = \"new\" | .filled_avg_price = null"}]'
next
is "$(position) $(order) $(alerts order_stale)" 'open 1 partially_filled 1 1' 'O22 an older state is ignored, one alert'
alter '[]'
next
is "$(position) $(order)" 'open 2 filled 2' 'O22 the newer state is booked'
flat

# taken N NAME JQ QUANTITY: the answer JQ about entry N is booked as what it is
taken() {
	alter "$(jq -nc --arg j "$3" '[{method: "GET", path: "by_client_order_id", jq: $j}]')"
	next
	enter "$1" "$swing" 2 swing_trade
	run opt-posmon -q
	is "$(position)" "open $4" "$2"
	[ "$1" != 15 ] || return
	alter '[]'
	flat
	# the broker holds one more than it said: it is adopted, and sold as well
	[ "$4" = 2 ] || flat
}

taken 11 'calculated, all filled' '.status = "calculated"' 2
taken 12 'done for the day, all filled' '.status = "done_for_day"' 2
taken 13 'canceled with one filled' '.status = "canceled" | .filled_qty = "1"' 1
taken 14 'rejected with one filled' '.status = "rejected" | .filled_qty = "1"' 1
taken 15 'O17 an unknown word: its fill is booked' '.status = "teleported"' 2
is "$(sql "select status || ' ' || is_open from broker_orders where client_order_id = '$id'") $(alerts order_status_unknown)" \
	'other true 1' 'O17 the order counts as open, one alert'
alter '[]'
next
is "$(order)" 'filled 2' 'O17 it ends when the broker says so'
finish
