#!/bin/sh
# opt-dispatch is killed before it sends, started twice at once, stopped while it sends; its entries are filled in part, or
# while they are cancelled; the broker says closed. The numbers are those of test/SCENARIOS.
. test/tap.sh
. test/paper.sh
. test/market.sh
trading_market AMD
altered || exit 1
through=$url
any_entry gate_clock_skew_max_s=60

# entry TICKER: stores news and a recommendation of a swing_trade; sets id
entry() {
	news "$1" 0.8 60
	id=$(recommend "$1" CALL swing_trade)
}
# at_broker TICKER: prints the number of its orders at the broker
at_broker() {
	stats "[.orders[] | select(.symbol | startswith(\"$1\"))] | length"
}
recommendation() {
	sql "select status from dispatch_recommendations where id = $id"
}

# Killed after the intent is committed, before "sending" is.
sql "create function test_block() returns trigger language plpgsql as \$\$ begin
		perform pg_sleep(1.5);
		raise exception 'blocked';
	end \$\$;
	create trigger test_block before update on broker_orders for each row
		when (new.status = 'sending' and old.status = 'intent') execute function test_block()"
# killed TICKER: opt-dispatch is killed before it marks the order of this ticker as sending
killed() {
	entry "$1"
	opt-dispatch -q 2>/dev/null &
	pid=$!
	wait_for "select count(*) from broker_orders where ticker = '$1' and status = 'intent'"
	kill -9 $pid
	wait $pid 2>/dev/null
	# the server notices at the end of the statement
	wait_for "select (count(*) = 0)::int from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
}
clock 2026-01-26T15:01:05Z
killed AAPL
is "$(entries_of AAPL | sed 's/[0-9]*$//') $(at_broker AAPL) $(recommendation)" '1 intent 0/ 0 PROCESSING' \
	'O04 killed between the intent and the sending: nothing is at the broker'
sql 'drop trigger test_block on broker_orders'
clock 2026-01-26T15:01:35Z
exits 0 'O04 the next run' opt-dispatch -q
is "$(at_broker AAPL) $(recommendation)" '1 EXECUTED' 'O04 the signal is fresh: it is sent, once'
is "$(sql "select count(*) from broker_orders where ticker = 'AAPL' and broker_order_id is null and status <> 'canceled'")" 0 \
	'O04 the old intent is withdrawn'
sql "create trigger test_block before update on broker_orders for each row
		when (new.status = 'sending' and old.status = 'intent') execute function test_block()"
clock 2026-01-26T15:02:05Z
killed TSLA
sql 'drop trigger test_block on broker_orders'
clock 2026-01-26T15:09:05Z
exits 0 'O04 the run seven minutes later' opt-dispatch -q
is "$(at_broker TSLA) $(recommendation)" '0 EXPIRED' 'O04 the signal is old: the intent expires, nothing is sent'
is "$(entries_of TSLA | sed 's/[0-9]*$//')" '1 canceled 0/' 'O04 and is withdrawn'

# An entry that is filled in part; the rest is cancelled at the broker.
clock 2026-01-26T15:10:05Z
opt-bars -q
opt-features -q
entry MSFT
fault '{"fault": "partial_fill", "fraction": 0.5}'
exits 0 'O19 an entry' opt-dispatch -q
ask DELETE /v2/orders >/dev/null
clock 2026-01-26T15:10:15Z
opt-posmon -q 2>/dev/null
like "$(entries_of MSFT)" '^1 canceled [1-9][0-9]*/[0-9]+$' 'O19 a part is filled, the rest cancelled'
bought=$(sql "select filled_qty from broker_orders where ticker = 'MSFT'")
is "$(sql "select quantity from active_positions where ticker = 'MSFT'")" "$bought" 'O19 the position has what was bought'
exits 0 'O19 the next run of opt-dispatch' opt-dispatch -q
is "$(sql "select open_risk from account_snapshots order by ts desc limit 1")" \
	"$(sql "select round(sum(quantity * entry_price * 100), 2) from active_positions where status <> 'closed'")" \
	'O19 the risk of the rest is free again'
exits 0 'O19 it is sold' opt-posmon -q --close "$(sql "select option_symbol from active_positions where ticker = 'MSFT'")"
is "$(sql "select qty, status from broker_orders where ticker = 'MSFT' and purpose = 'exit'")" "$bought|filled" \
	'O19 the exit sells what was bought'

# A fill that arrives between our cancel and its confirmation
opt-params -q set --why test order_spread_share=0 >/dev/null
clock 2026-01-26T15:11:05Z
entry NVDA
exits 0 'O20 an entry at the mid' opt-dispatch -q
like "$(entries_of NVDA)" '^1 new 0/' 'O20 rests'
fault "$(sql "select json_build_object('fault', 'quote', 'symbol', symbol, 'bid', round(limit_price * 0.96, 2), 'ask', round(limit_price * 0.98, 2))
	from broker_orders where ticker = 'NVDA'")"
clock 2026-01-26T15:12:05Z
alter '[{"method": "GET", "path": "by_client_order_id", "count": 1,
	"jq": ".status = \"new\" | .filled_qty = \"0\" | .filled_avg_price = null | .filled_at = null"}]'
exits 0 'O20 the entry fills while it is cancelled' opt-dispatch -q
is "$(entries_of NVDA | sed 's|\([0-9]*\)/\1$|all|') $(at_broker NVDA)" '1 filled all 1' 'O20 the fill is booked, nothing is entered again'
is "$(sql "select quantity = (select qty from broker_orders where ticker = 'NVDA') from active_positions where ticker = 'NVDA'")" t \
	'O20 once'
alter '[]'
clear_faults

# The broker says closed, the calendar says open.
clock 2026-01-26T15:13:05Z
entry META
exits 0 'O57 an entry at the mid' opt-dispatch -q
fault "$(sql "select json_build_object('fault', 'quote', 'symbol', symbol, 'bid', round(limit_price * 1.04, 2), 'ask', round(limit_price * 1.08, 2))
	from broker_orders where ticker = 'META'")"
clock 2026-01-26T15:14:05Z
entry AMZN
fault '{"fault": "status", "status": 200, "path": "/v2/clock", "count": 1, "body": {"timestamp": "2026-01-26T15:14:05Z",
	"is_open": false, "next_open": "2026-01-27T14:30:00Z", "next_close": "2026-01-27T21:00:00Z"}}'
run opt-dispatch
is "$(printf '%s\n' "$out" | jq -r 'select(.ticker == "AMZN") | .status + " " + .reason')" \
	"SKIPPED gate market_open: closed by the broker's clock" 'O57 the broker says closed: no entry'
is "$(entries_of META | sed 's|/.*||') $(at_broker META)" '1 canceled 0 1' 'O57 the order that rests is cancelled and not sent again'

# Two at once, under two names of one account, as two hosts would
opt-params -q set --why test --yes-raise-risk order_spread_share=0.5 >/dev/null
at_url "$upstream"
clock 2026-01-26T15:15:05Z
entry GOOGL
fault '{"fault": "delay", "path": "/v2/positions", "ms": 1500, "count": 1}'
(opt-dispatch -q 2>/dev/null; echo $? >"$work/one") &
first=$!
(OPT_ACCOUNT=PA0000000001 opt-dispatch -q 2>/dev/null; echo $? >"$work/two") &
wait $first
wait $!
is "$(sort "$work/one" "$work/two" | tr '\n' ' ')" '0 75 ' 'O46 two at once: one has the lease, the other exits 75'
is "$(at_broker GOOGL) $(recommendation)" '1 EXECUTED' 'O46 one order'

# Another program looks while the POST is on its way
at_url "$through"
clock 2026-01-26T15:16:05Z
entry AMD
alter "[{\"method\": \"POST\", \"path\": \"^/v2/orders$\", \"count\": 1, \"hold\": \"$work/go\"}]"
opt-dispatch -q 2>/dev/null &
pid=$!
wait_for "select count(*) from broker_orders where ticker = 'AMD' and status = 'sending'"
at_url "$upstream"
for time in 15:16:40 15:17:20; do
	clock "2026-01-26T${time}Z"
	opt-posmon -q 2>/dev/null
done
like "$(entries_of AMD | sed 's|/.*||')" '^1 (sending|unknown) 0' 'O08 an entry whose POST is on its way is not dropped by another program'
touch "$work/go"
wait $pid
clock 2026-01-26T15:19:05Z
exits 0 'the next run' opt-posmon -q
is "$(at_broker AMD) $(sql "select count(*) from active_positions where ticker = 'AMD' and status = 'open'")" '1 1' \
	'what it bought is a position'
books_agree 'in the end'
finish
