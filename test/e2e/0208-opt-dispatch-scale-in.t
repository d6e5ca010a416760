#!/bin/sh
# Scaling in: half of the size is bought at entry, the other half once the underlying is half an ATR further: by the gates, once,
# in the same position, also when opt-dispatch is killed, the answer is lost, the order fills in part or is refused, a halt is set,
# two run at once, an exit is due, or a protective stop rests.
. test/tap.sh
. test/paper.sh
. test/market.sh
trading_market AMD BA INTC MU ORCL
altered || exit 1
through=$url
any_entry gate_entry_orders_per_day=1000 gate_clock_skew_max_s=60 order_collar_pct=50 order_collar_model_pct=100 \
	entry_scale_in=1
minute=0

# next [SECONDS]: sets the clock one minute later
next() {
	minute=$((minute + 1))
	clock "$(printf '2026-01-26T15:%02d:%02dZ' $minute "${1:-5}")"
}
# half TICKER [INSTRUMENT STRATEGY]: opt-dispatch buys the first half, of a swing_trade, and opt-posmon looks; sets ticker, contract, id
half() {
	ticker=$1
	next
	news "$ticker" 0.8 60
	recommend "$ticker" "${2:-CALL}" "${3:-swing_trade}" >/dev/null
	run opt-dispatch
	next
	opt-posmon -q 2>/dev/null
	id=$(sql "select max(id) from active_positions where ticker = '$ticker'")
	contract=$(sql "select coalesce(option_symbol, ticker) from active_positions where id = $id")
	base=$(sql "select entry_underlying_price from active_positions where id = $id")
	premium=$(sql "select value from position_marks where position_id = $id order by ts desc limit 1")
	way=$(sql "select scale_in_distance from active_positions join dispatch_executions using (execution_id) where id = $id")
}
# moves CENTS: a minute later the underlying is that far from the price that confirms the trade
moves() {
	next
	spot=$(awk "BEGIN { printf \"%.2f\", int(($base + $way) * 100 + .9999) / 100 + $1 / 100 }")
	quote "$ticker" "$(awk "BEGIN { print $spot - .01 }")" "$(awk "BEGIN { print $spot + .01 }")"
	[ "$contract" = "$ticker" ] ||
		quote "$contract" "$(awk "BEGIN { printf \"%.2f\", $premium + $way / 2 - .02 }")" "$(awk "BEGIN { printf \"%.2f\", $premium + $way / 2 + .02 }")"
	trending "$ticker" CALL
}
confirmed() {
	moves 1
	opt-posmon -q 2>/dev/null
}
# orders: the orders of the entry
orders() {
	sql "select string_agg(concat_ws(' ', attempt, coalesce(reason, 'first'), status, filled_qty || '/' || qty), ', ' order by attempt)
		from broker_orders where ticker = '$ticker' and purpose = 'entry'"
}
position() {
	sql "select concat_ws(' ', status, quantity, original_quantity) from active_positions where id = $id"
}
# at_broker: the orders in the contract that it was sent
at_broker() {
	stats "[.orders[] | select(.symbol == \"$contract\" and .side == \"buy\")] | length"
}
events() {
	sql "select string_agg(replace(type, 'scale_in_', '') || coalesce(' ' || (data ->> 'why'), ''), ', ' order by id)
		from position_events where position_id = $id and type like 'scale_in%'"
}
kept() {
	printf '%s\n' "$out" | jq -r "select(.position_id == $id and .event == \"position\") | .kept | \"\(.state): \(.reason)\""
}

# ---- the whole way ----
half AAPL
is "$(orders)|$(position)" '1 first filled 5/5|open 5 5' 'half of ten contracts is bought'
is "$(sql "select scale_in_qty, scale_in_distance = round((stop_atr * .5)::numeric, 4), scale_in_until = timestamptz '2026-01-27T15:01:05Z'
	from dispatch_executions where ticker = 'AAPL'")|$(printf '%s\n' "$out" | jq -r 'select(.order) | "\(.order.quantity) \(.order.kept_quantity)"')" \
	'5|t|t|5 5' 'the other half is kept, at half the ATR of its stop, for a session'
is "$(sql "select sizing_json ->> 'quantity', sizing_json ->> 'kept' from dispatch_executions where ticker = 'AAPL'")" '10|5' 'the size is ten'
moves -1
run opt-posmon
is "$(kept)" 'waits: the underlying has not confirmed it' 'a cent before the price it waits'
opt-dispatch -q
is "$(orders)" '1 first filled 5/5' 'opt-dispatch buys nothing'
moves 0
run opt-posmon
is "$(kept)|$(events)" 'confirmed: the underlying confirmed it|confirmed' 'at the price it is confirmed'
run opt-dispatch -n
is "$(printf '%s\n' "$out" | jq -r 'select(.position_id) | "\(.status) \(.held_quantity) \(.quantity)"')|$(orders)" 'WOULD_SEND 5 5|1 first filled 5/5' \
	'-n says that it would buy, and buys nothing'
run opt-dispatch
is "$status|$(orders)|$(position)" '0|1 first filled 5/5, 2 scale_in filled 5/5|open 10 10' 'the other half is bought in the same position'
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "scale_in" and .status == "SENT") | [.gates[] | select(.verdict == "fail")] | length')" 0 'after the gates'
is "$(sql "select p.entry_price = round((select sum(f.qty * f.price) / sum(f.qty) from fills f where f.position_id = p.id), 4),
		p.fees = (select sum(f.fee) from fills f where f.position_id = p.id), e.qty, e.status
	from active_positions p join dispatch_executions e using (execution_id) where p.id = $id")" 't|t|5|filled' \
	'the entry price is the average of both, the fees are their sum'
is "$(sql "select peak_price > entry_price, lowest_price < entry_price from active_positions where id = $id")" 't|t' 'the peak and the lowest price are averages too'
next
run opt-posmon
is "$(kept)" 'over: it was ordered' 'it is over then'
run opt-dispatch
is "$(at_broker)" 2 'and not bought again'
opt-posmon -q --close "$contract"
is "$(sql "select h.quantity, h.pnl = round((select sum(case f.side when 'sell' then 1 else -1 end * f.qty * f.price * 100 - f.fee) from fills f where f.position_id = h.position_id), 4)
	from position_history h where position_id = $id")" '10|t' 'the history has the whole'
books_agree 'both halves'
is "$(opt-explain "$(sql "select recommendation_id from dispatch_executions where ticker = 'AAPL'")" |
	jq -r '.events[] | select(.type == "scale_in_sent") | .data | "\(.qty) \(.gates | length > 40)"')" '5 true' 'opt-explain tells it, with the answers of the gates'

half BA STOCK day_trade
confirmed
opt-dispatch -q
is "$(sql "select count(*), min(o.status), bool_and(o.qty = o.filled_qty), bool_and(o.qty <= e.scale_in_qty), sum(o.qty) < e.qty + e.scale_in_qty
	from broker_orders o join dispatch_executions e using (execution_id) where o.ticker = 'BA' group by e.execution_id")" '2|filled|t|t|t' \
	'so is one of shares: no more of it than the size of one trade allows at the higher price'
is "$(sql "select p.quantity = sum(f.qty), p.entry_price = round(sum(f.qty * f.price) / sum(f.qty), 4), abs(e.scale_in_distance - e.stop_atr * .5) < .0001
	from active_positions p join fills f on f.position_id = p.id join dispatch_executions e using (execution_id) where p.id = $id group by p.id, e.execution_id")" 't|t|t' \
	'by the ATR of 5 minutes, at their average'

# ---- an order that is killed, lost, filled in part or refused ----
sql "create function test_block() returns trigger language plpgsql as \$\$ begin
		perform pg_sleep(1.5);
		raise exception 'blocked';
	end \$\$;
	create trigger test_block before update on broker_orders for each row
		when (new.status = 'sending' and new.reason = 'scale_in') execute function test_block()"
half MSFT
confirmed
opt-dispatch -q 2>/dev/null &
pid=$!
wait_for "select count(*) from broker_orders where reason = 'scale_in' and status = 'intent'"
kill -9 $pid
wait $pid 2>/dev/null
wait_for "select (count(*) = 0)::int from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
sql 'drop trigger test_block on broker_orders'
is "$(orders | sed 's/.*, //') $(at_broker)" '2 scale_in intent 0/5 1' 'killed between the intent and the sending'
exits 0 'the next run' opt-dispatch -q
is "$(orders)|$(position) $(at_broker)" '1 first filled 5/5, 2 scale_in canceled 0/5, 3 scale_in filled 5/5|open 10 10 2' 'withdraws the intent, and buys once'
is "$(sql "select status from dispatch_recommendations where ticker = 'MSFT'")" EXECUTED 'the recommendation is not taken again'

half NVDA
confirmed
fault '{"fault": "drop_after_accept", "method": "POST", "path": "/v2/orders"}'
fault '{"fault": "lookup_404", "count": 1}'
run opt-dispatch -q
is "$(orders | sed 's/.*, //')" '2 scale_in unknown 0/5' 'the answer is lost: in doubt'
clear_faults
next
opt-posmon -q 2>/dev/null
run opt-dispatch -q
is "$(orders)|$(position) $(at_broker)" '1 first filled 5/5, 2 scale_in filled 5/5|open 10 10 2' 'it is found, booked once, and not sent again'

half AMZN
confirmed
fault '{"fault": "drop_before", "method": "POST", "path": "/v2/orders"}'
run opt-dispatch -q
clear_faults
for look in 1 2 3 4; do
	confirmed
	opt-dispatch -q 2>/dev/null
done
is "$(orders)|$(position) $(at_broker)" '1 first filled 5/5, 2 scale_in dropped 0/5|open 5 5 1' 'an order that never arrived is not sent again'

half META
confirmed
fault '{"fault": "partial_fill", "fraction": 0.4, "count": 1}'
run opt-dispatch -q
is "$(orders | sed 's/.*, //')|$(position)" '2 scale_in partially_filled 2/5|open 7 7' 'a part fills'
quote "$contract" "$(awk "BEGIN { print $premium + $way }")" "$(awk "BEGIN { print $premium + $way + .04 }")"
next
run opt-dispatch -q
is "$(orders | sed 's/^[^,]*, //')" '2 scale_in canceled 2/5, 3 scale_in_rest new 0/3' 'the rest is ordered again, like that of any entry'
quote "$contract" "$(awk "BEGIN { print $premium }")" "$(awk "BEGIN { print $premium + .04 }")"
next
opt-posmon -q 2>/dev/null
is "$(orders | sed 's/.*, //') $(position | sed 's/.* //')" '3 scale_in_rest filled 3/3 10' 'and fills'

half GOOGL
confirmed
fault '{"fault": "reject", "method": "POST", "path": "/v2/orders"}'
run opt-dispatch -q
clear_faults
confirmed
opt-dispatch -q
is "$(orders)|$(position)" '1 first filled 5/5, 2 scale_in rejected 0/5|open 5 5' 'a refused one is not sent again; the first half is held'
is "$(sql "select r.status, e.status from dispatch_recommendations r join dispatch_executions e on e.recommendation_id = r.id where r.ticker = 'GOOGL'")" \
	'EXECUTED|filled' 'and its entry is what it was'
books_agree 'after the faults of orders'

# ---- what forbids it ----
half TSLA
confirmed
opt-halt -q entries --why test
run opt-dispatch
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "scale_in" and .status == "REFUSED") | .gate')|$(events)" 'halt|confirmed, refused gate halt: halt file: entries' 'a halt refuses'
confirmed
opt-dispatch -q
is "$(events)" 'confirmed, refused gate halt: halt file: entries' 'and that is stored once'
opt-halt -q off
moves -1
opt-posmon -q 2>/dev/null
opt-dispatch -q
is "$(orders)" '1 first filled 5/5' 'a look that confirms no more takes it back'
moves 1
opt-posmon -q 2>/dev/null
quote "$ticker" "$(awk "BEGIN { print $spot - .05 }")" "$(awk "BEGIN { print $spot - .03 }")"
run opt-dispatch
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "scale_in" and .status == "REFUSED") | .reason')" 'the underlying went back' 'so does the price when it is ordered'
confirmed
(opt-dispatch -q 2>/dev/null; echo $? >"$work/one") &
first=$!
(OPT_ACCOUNT=PA0000000001 opt-dispatch -q 2>/dev/null; echo $? >"$work/two") &
wait $first
wait $!
is "$(sort "$work/one" "$work/two" | tr '\n' ' ')$(orders)|$(position) $(at_broker)" '0 75 1 first filled 5/5, 2 scale_in filled 5/5|open 10 10 2' \
	'two at once buy once'
books_agree 'after what forbids it'

# ---- an exit, and a protective stop ----
sells() {
	stats "[.orders[] | select(.symbol == \"$contract\" and .side == \"sell\")] | length"
}
half AMD
moves 1
sql "update active_positions set close_request = 'manual', close_requested_at = '$OPT_NOW' where id = $id"
run opt-posmon
is "$(kept)|$(position)" 'waits: an exit is due|closed 0 5' 'an exit that is due comes first'
run opt-dispatch -q
is "$(at_broker)" 1 'and nothing is bought'

half INTC
confirmed
fault '{"fault": "reject", "method": "POST", "path": "/v2/orders"}'
opt-posmon -q --close "$contract" 2>/dev/null
clear_faults
sql "update active_positions set close_request = null, close_requested_at = null, status = 'closing' where id = $id"
run opt-dispatch -q
is "$(orders) $(sells)" '1 first filled 5/5 1' 'while it is closing, nothing is bought'
sql "update active_positions set status = 'open', scale_in_confirmed_at = '$OPT_NOW' where id = $id"
sql "create function test_close() returns trigger language plpgsql as \$\$ begin
		update active_positions set status = 'closing' where id = $id;
		return null;
	end \$\$;
	create trigger test_close after insert on broker_orders for each row when (new.reason = 'scale_in') execute function test_close()"
quote "$ticker" "$(awk "BEGIN { print $spot - .01 }")" "$(awk "BEGIN { print $spot + .01 }")"
quote "$contract" "$(awk "BEGIN { printf \"%.2f\", $premium + $way / 2 - .02 }")" "$(awk "BEGIN { printf \"%.2f\", $premium + $way / 2 + .02 }")"
run opt-dispatch -q
sql 'drop trigger test_close on broker_orders'
is "$(orders | sed 's/.*, //') $(at_broker)" '2 scale_in canceled 0/5 1' 'an exit that begins between the intent and the sending withdraws it'
sql "update active_positions set status = 'open' where id = $id"

half MU
confirmed
alter "[{\"method\": \"POST\", \"path\": \"^/v2/orders$\", \"count\": 1, \"hold\": \"$work/go\"}]"
opt-dispatch -q 2>/dev/null &
pid=$!
wait_for "select count(*) from broker_orders where ticker = 'MU' and reason = 'scale_in' and status = 'sending'"
at_url "$upstream"
opt-posmon -q --close "$contract" 2>/dev/null
at_url "$through"
touch "$work/go"
wait $pid
for look in 1 2; do
	next
	opt-posmon -q 2>/dev/null
done
is "$(position)|$(sql "select h.quantity, h.pnl = round((select sum(case f.side when 'sell' then 1 else -1 end * f.qty * f.price * 100 - f.fee)
	from fills f where f.position_id = h.position_id), 4) from position_history h where position_id = $id")" 'closed 0 10|10|t' \
	'what was on its way while the position was sold is sold, too, and in the history'
books_agree 'after exits'

opt-params -q set --why test protective_stop=1 >/dev/null
stops() {
	ask GET '/v2/orders?status=open' | jq -r "[.[] | select(.type == \"stop_limit\" and .symbol == \"$contract\") | .qty] | join(\",\")"
}
half ORCL
next
opt-posmon -q 2>/dev/null
is "$(stops)" 5 'a stop rests for the first half'
confirmed
run opt-dispatch -q
is "$(orders | sed 's/.*, //')|$(stops)" '2 scale_in filled 5/5|' 'it is cancelled before the other half is bought'
next
opt-posmon -q 2>/dev/null
is "$(stops)" 10 'and armed for both'
opt-params -q set --why test --yes-raise-risk protective_stop=0 >/dev/null
next
opt-posmon -q 2>/dev/null

# ---- a ledger of before the second half ----
sql "delete from fills where client_order_id in (select client_order_id from broker_orders where ticker = 'ORCL' and reason = 'scale_in');
	delete from broker_orders where ticker = 'ORCL' and reason = 'scale_in';
	update active_positions p set quantity = 5, original_quantity = 5, fees = f.fee, entry_price = f.price, scale_in_confirmed_at = '$OPT_NOW'
	from fills f where f.position_id = p.id and p.id = $id"
quote "$ticker" "$(awk "BEGIN { print $spot - .01 }")" "$(awk "BEGIN { print $spot + .01 }")"
run opt-dispatch
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "scale_in" and .status == "REFUSED") | .reason')" 'the broker does not hold the quantity of the ledger' \
	'a restored ledger without the second half: it is not bought again'
next
run opt-posmon
is "$(orders)|$(position)" '1 first filled 5/5, 2 scale_in filled 5/5|open 10 10' 'opt-posmon finds the order at the broker, and books it'
next
run opt-posmon
is "$(kept)|$(sql "select p.entry_price = round((select sum(f.qty * f.price) / sum(f.qty) from fills f where f.position_id = p.id), 4)
	from active_positions p where p.id = $id")" 'over: it was ordered|t' 'and the half is bought, at the average of both'
books_agree 'in the end'
finish
