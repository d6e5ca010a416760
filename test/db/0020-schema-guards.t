#!/bin/sh
# The constraints of the schema: rows that it refuses from any program.
# shellcheck disable=SC2317 # functions are called by name
. test/tap.sh
new_database

sql "
insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
	features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at)
select t, t, ticker, 'BUY', 'CALL', 'swing_trade', .8, '{}', '{}', '{}', t, 1, 'EXECUTED', t, t
from (values (timestamptz '2026-01-26 19:08Z', 'AAPL'), ('2026-01-26 19:09Z', 'MSFT')) v (t, ticker);
insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker,
	action, instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json,
	client_order_id, qty, option_symbol, strike_price, expiration_date, notional, params_version, created_at)
values ('00000000-0000-0000-0000-000000000001', 1, '00000000-0000-0000-0000-000000000009', 'PA1', 'paper', 'AAPL',
	'BUY', 'CALL', 'swing_trade', '2026-01-26 19:08Z', '{}', '{}', '{}', 'opt-e1-a1', 2, 'AAPL260206C00250000', 250,
	'2026-02-06', 500, 1, '2026-01-26 19:08Z')"

position() { # position ACCOUNT SYMBOL
	sql "insert into active_positions (account, ticker, instrument_type, strategy_type, option_symbol, strike_price,
		expiration_date, side, quantity, original_quantity, entry_price, entry_time, created_at)
	values ('$1', 'AAPL', 'CALL', 'swing_trade', '$2', 250, '2026-02-06', 'long', 2, 2, 2.5, '2026-01-26 19:08Z',
		'2026-01-26 19:08Z')"
}

# order ID PURPOSE ATTEMPT STATUS QTY FILLED: an entry of recommendation 1 or an exit of position 1
order() {
	case $2 in
	entry) columns="recommendation_id, side" values="1, 'buy'" ;;
	exit) columns="position_id, exit_number, side" values="1, 1, 'sell'" ;;
	esac
	sql "insert into broker_orders (client_order_id, account, purpose, attempt, status, qty, filled_qty,
		broker_order_id, ticker, symbol, order_type, limit_price, request, intent_run_id, trade_day, created_at,
		updated_at, sent_at, $columns)
	values ('$1', 'PA1', '$2', $3, '$4', $5, $6, 'b-$1', 'AAPL', 'AAPL260206C00250000',
		'limit', 2.5, '{}', '00000000-0000-0000-0000-000000000009', '2026-01-26', '2026-01-26 19:08Z',
		'2026-01-26 19:08Z', '2026-01-26 19:08Z', $values)"
}

# refuses NAME EXPRESSION COMMAND...: passes when the command fails with a message that matches
refuses() {
	name=$1
	expression=$2
	shift 2
	run "$@"
	if [ "$status" = 0 ]; then
		ok 1 "$name"
	else
		like "$err" "$expression" "$name"
	fi
}

exits 0 'an entry order' order e1 entry 1 partially_filled 5 2
refuses 'the same client order id twice' broker_orders_pkey order e1 entry 2 intent 5 0
refuses 'the same attempt twice' broker_orders_one_attempt order e1b entry 1 rejected 5 0
refuses 'O47 a second working entry' broker_orders_one_entry order e2 entry 2 intent 5 0
sql "update broker_orders set status = 'frobnicated' where client_order_id = 'e1'"
refuses 'O17 an unknown status of the broker does not end the order' broker_orders_one_entry order e2 entry 2 intent 5 0
refuses 'O23 more filled than ordered' broker_orders_check sql "update broker_orders set filled_qty = 6"
refuses 'more booked than was filled' broker_orders_check sql "update broker_orders set booked_qty = 3"
refuses 'an order on its way that was never sent' broker_orders_check sql "update broker_orders set sent_at = null"
sql "update broker_orders set status = 'canceled' where client_order_id = 'e1'"
exits 0 'a new attempt after the first was cancelled at the broker' order e2 entry 2 sending 3 0
sql "update broker_orders set status = 'dropped' where client_order_id = 'e2'"
is "$(sql 'select count(*) from broker_orders where is_open')" 0 'a dropped entry is not open'
for state in intent sending not_sent unknown duplicate accepted pending_cancel other; do
	sql "update broker_orders set status = '$state' where client_order_id = 'e2'"
	is "$(sql "select is_open from broker_orders where client_order_id = 'e2'")" t "an order that is $state is open"
done

exits 0 'a position' position PA1 AAPL260206C00250000
refuses 'the same symbol twice in one account' active_positions_one_open position PA1 AAPL260206C00250000
exits 0 'the same symbol in another account' position PA2 AAPL260206C00250000
exits 0 'an exit order' order x1 exit 1 unknown 2 0
refuses 'O47 a second working exit' broker_orders_one_exit order x2 exit 2 intent 2 0
sql "update broker_orders set status = 'canceled' where client_order_id = 'x1'"
exits 0 'another exit after the first has ended' order x2 exit 2 intent 2 0
refuses 'a position larger than the bought quantity' active_positions sql 'update active_positions set quantity = 3'
refuses 'a negative position' active_positions sql 'update active_positions set quantity = -1'
refuses 'a closed position with a quantity' active_positions sql \
	"update active_positions set status = 'closed', closed_at = '2026-01-26 20:00Z', close_reason = 'stop'"
refuses 'an entry at the market' broker_orders sql \
	"update broker_orders set order_type = 'market', limit_price = null where client_order_id = 'e1'"

fill="insert into fills (broker_order_id, cum_qty, account, client_order_id, symbol, side, qty, price, filled_at, known_at,
	source) values ('b-e1', 2, 'PA1', 'e1', 'AAPL260206C00250000', 'buy', 2, 2.5, '2026-01-26 19:09Z', '2026-01-26 19:09Z', "
exits 0 'a fill' sql "$fill 'poll')"
refuses 'O21 the same fill from another source' fills_pkey sql "$fill 'activity')"

recommendation="insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type,
	confidence, reason, features_snapshot, sentiment_snapshot, lineage, params_version, created_at)
	values ('2026-01-26 20:00Z', '2026-01-26 19:59Z', 'TSLA', 'BUY',"
rest="'day_trade', .8, '{}', '{}', '{}', '2026-01-26 19:00Z', 1, '2026-01-26 20:00Z')"
exits 0 'a recommendation' sql "$recommendation 'CALL', $rest"
refuses 'a second live recommendation for a ticker' dispatch_recommendations_one_live sql "$recommendation 'PUT', $rest"
sql "update dispatch_recommendations set status = 'SKIPPED', processed_at = '2026-01-26 20:01Z' where ticker = 'TSLA'"
refuses 'the same decision on the same bar' dispatch_recommendations_ticker_bar_ts sql "$recommendation 'CALL', $rest"

bar="insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at) values"
exits 0 'a bar' sql "$bar ('2026-02-26 19:00Z', 'AAPL', 1, 2, .5, 1.5, 10, 'sip', '2026-02-26 19:01Z')"
refuses 'a bar whose high is below its low' lane_telemetry_check sql \
	"$bar ('2026-02-26 19:00Z', 'MSFT', 1, 2, 3, 1.5, 10, 'sip', '2026-02-26 19:01Z')"
refuses 'a bar with a price of 0' lane_telemetry_check sql \
	"$bar ('2026-02-26 19:00Z', 'MSFT', 0, 2, 0, 1.5, 10, 'sip', '2026-02-26 19:01Z')"
refuses 'a bar in a month without a partition' 'no partition' sql \
	"$bar ('2027-02-26 19:00Z', 'MSFT', 1, 2, 1, 1.5, 10, 'sip', '2026-02-26 19:01Z')"
is "$(sql "select opt_partition_ensure('lane_telemetry', '2026-12-31 23:59Z', '2027-02-01')")" 3 'creates the partitions of three months'
exits 0 'the same bar with its partition' sql "$bar ('2027-02-26 19:00Z', 'MSFT', 1, 2, 1, 1.5, 10, 'sip', '2026-02-26 19:01Z')"
is "$(sql "select opt_partition_ensure('lane_telemetry', '2026-12-31 23:59Z', '2027-02-01')")" 0 'creates no partition twice'
refuses 'partitions of a table that is not a series' 'not partitioned' sql "select opt_partition_ensure('fills', '2026-01-01', '2026-01-01')"
refuses 'partitions of a hundred years' 'no months' sql "select opt_partition_ensure('option_bars', '2026-01-01', '2126-01-01')"
refuses 'partitions from an unknown time' 'no months' sql "select opt_partition_ensure('option_bars', null, '2026-01-01')"
TZ=Asia/Tokyo PGTZ=Asia/Tokyo sql "select opt_partition_ensure('iv_surface', '2028-01-01Z', '2028-01-01Z')" >/dev/null
like "$(sql "select pg_get_expr(relpartbound, oid) from pg_class where relname = 'iv_surface_2028_01'")" \
	"2028-01-01 00:00:00\+00.*2028-02-01 00:00:00\+00" 'months are those of UTC in every time zone of the caller'

# Two programs create the partitions of a new year at once: the second waits, then finds those of the first.
missing="select opt_partition_ensure('option_bars', '2031-01-01', '2031-12-31')"
psql -XAtq -c begin -c "$missing" -c 'select pg_sleep(0.7)' -c commit >/dev/null &
sleep 0.2
exits 0 'two programs create the same partitions at once' sql "$missing"
is "$out" 0 'the second creates none'
wait

# A gate in the view: an old refusal, and within 30 days a refusal, a null and a gate that does not apply
while read -r ticker at verdict observed; do
	sql "insert into dispatch_recommendations (ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, status, processed_at, created_at, risk_gate_json)
		values ('$at', '$at', '$ticker', 'BUY', 'CALL', 'day_trade', .8, '{}', '{}', '{}', '$at', 1, 'SKIPPED', '$at', '$at',
			'[{\"gate\": \"iv_rank\", \"verdict\": \"$verdict\", \"observed\": $observed}]')" >/dev/null
done <<'ROWS'
V1 2026-03-01T15:00Z fail 0.9
V2 2026-03-31T15:00Z fail 0.9
V3 2026-04-02T15:00Z fail null
V4 2026-04-03T15:00Z not_applicable null
V5 2026-04-30T14:59Z pass 0.2
ROWS
is "$(sql "select evaluated, failed, not_applicable, unobserved, evaluated_30d, fires, nulls, not_applicable_30d
	from gate_performance where gate = 'iv_rank'")" '5|3|1|1|4|2|1|1' 'a gate of the last 30 days'

for view in $(sql "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')"); do
	exits 0 "view $view can be read" sql "select * from $view limit 1"
done
finish
