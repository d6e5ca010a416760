# Sourced after tap.sh: writes rows of the ledger, for the tests of opt-report.
# shellcheck shell=sh

# position ID ACCOUNT TICKER SYMBOL SIDE HELD QUANTITY STRATEGY REASON: SYMBOL '' is shares, REASON '' is open
position() {
	sql "insert into active_positions (id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price, expiration_date,
		side, quantity, original_quantity, entry_price, entry_time, status, close_reason, closed_at, created_at)
	overriding system value
	select $1, '$2', '$3', case when '$4' = '' then 'STOCK' when '$4' ~ 'C0' then 'CALL' else 'PUT' end, '$8', nullif('$4', ''),
		nullif(right('$4', 8), '')::numeric / 1000, to_date('20' || nullif(left(right('$4', 15), 6), ''), 'YYYYMMDD'), '$5', $6, $7, 1,
		'2026-01-05 15:00Z', case when '$9' = '' then 'open' else 'closed' end, nullif('$9', ''),
		case when '$9' <> '' then timestamptz '2026-01-31 00:00Z' end, '2026-01-05 15:00Z'"
}
# leg POSITION LEG SYMBOL SIDE HELD GONE_FOR
leg() {
	sql "insert into position_legs (position_id, leg, option_symbol, option_type, strike_price, expiration_date, side, quantity, gone_for)
	values ($1, $2, '$3', case when '$3' ~ 'C0' then 'CALL' else 'PUT' end, right('$3', 8)::numeric / 1000,
		to_date('20' || left(right('$3', 15), 6), 'YYYYMMDD'), '$4', $5, nullif('$6', ''))"
}
# fill POSITION ACCOUNT SYMBOL SIDE QUANTITY PRICE FEE TIME [ORDER]
fills=0
fill() {
	fills=$((fills + 1))
	sql "insert into fills (broker_order_id, cum_qty, account, position_id, symbol, side, qty, price, fee, filled_at, known_at, source)
	values ('${9:-order$fills}', $5, '$2', $1, '$3', '$4', $5, $6, $7, '$8', '$8', 'poll')"
}
# activity ID ACCOUNT TYPE SYMBOL QUANTITY AMOUNT DAY POSITION
activity() {
	sql "insert into broker_activities (id, account, activity_type, symbol, qty, net_amount, activity_date, data, position_id, known_at, applied_at)
	values ('$1', '$2', '$3', nullif('$4', ''), nullif('$5', '')::numeric, nullif('$6', '')::numeric, '$7', '{}', nullif('$8', '')::bigint,
		'$7', case when '$8' <> '' then timestamptz '$7' end)"
}
# snapshot ACCOUNT TIME CASH
snapshot() {
	sql "insert into account_snapshots (account, ts, execution_mode, cash) values ('$1', '$2', 'paper', $3)"
}

# execution NUMBER ACCOUNT TICKER SYMBOL STRATEGY QUANTITY TIME [COLUMNS VALUES]: a recommendation and its execution; COLUMNS are further
# ones of the execution, as "delta, stop_loss_price", with their VALUES
execution() {
	sql "insert into dispatch_recommendations (id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at)
	overriding system value
	select $1, '$7', date_trunc('minute', timestamptz '$7') - interval '1 min', '$3', 'BUY', case when '$4' = '' then 'STOCK' when '$4' ~ 'C0' then 'CALL' else 'PUT' end,
		'$5', .8, '{}', '{}', '{}', '$7', 1, 'EXECUTED', '$7', '$7';
	insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker, action,
		instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json, client_order_id, qty, option_symbol,
		strike_price, expiration_date, notional, params_version, created_at${8:+, $8})
	select $(uuid "$1"), $1, $(uuid "$1"), '$2', 'paper', '$3', 'BUY', instrument_type, '$5', '$7', '{}', '{}', '{}', 'entry$1', $6, nullif('$4', ''),
		nullif(right('$4', 8), '')::numeric / 1000, to_date('20' || nullif(left(right('$4', 15), 6), ''), 'YYYYMMDD'), 500, 1, '$7'${9:+, $9}
	from dispatch_recommendations where id = $1"
}
uuid() {
	printf "uuid '00000000-0000-4000-8000-%012d'" "$1"
}
# order ID PURPOSE NUMBER POSITION ATTEMPT SYMBOL SIDE QUANTITY FILLED PRICE MID QUOTE TIME: an order that is over; NUMBER is that of its
# execution, POSITION null for an entry that never filled, PRICE the average of its fills, QUOTE a piece of JSON or empty
order() {
	sql "insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, position_id, exit_number, attempt, ticker,
		symbol, side, order_type, qty, limit_price, first_mid, request, quote_snapshot, status, broker_order_id, filled_qty, filled_avg_price,
		intent_run_id, trade_day, created_at, sent_at, updated_at)
	select '$1', x.account, '$2', case when '$2' = 'entry' then x.recommendation_id end, x.execution_id, $4, case when '$2' = 'exit' then 1 end, $5,
		x.ticker, '$6', '$7', 'limit', $8, 1, ${11}, '{}', nullif('${12}', '')::jsonb, case when $9 = 0 then 'canceled' else 'filled' end, 'b$1', $9, ${10},
		x.execution_id, '2026-01-26', '${13}', '${13}', '${13}'
	from dispatch_executions x where x.recommendation_id = $3"
}
