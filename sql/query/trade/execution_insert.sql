-- Stores the decision to trade, together with the intent of its order. When the first order was not sent, a new decision on
-- the same recommendation replaces the first one. Returns the execution and how many orders its recommendation has.
-- $1 execution_id uuid, $2 recommendation_id bigint, $3 dispatcher_run_id uuid, $4 account text, $5 execution_mode text,
-- $6 ticker text, $7 action text, $8 instrument_type text, $9 strategy_type text, $10 decision_ts timestamptz,
-- $11 max_hold_minutes int, $12 stop_loss_price numeric, $13 take_profit_price numeric, $14 features_snapshot jsonb,
-- $15 sentiment_snapshot jsonb, $16 risk_json jsonb, $17 sizing_json jsonb, $18 quality_json jsonb, $19 explain_json jsonb,
-- $20 client_order_id text, $21 qty bigint, $22 option_symbol text, $23 strike_price numeric, $24 expiration_date date,
-- $25 limit_price numeric, $26 notional numeric, $27 underlying_price numeric, $28 implied_volatility float8, $29 iv_source text,
-- $30 delta float8, $31 gamma float8, $32 theta float8, $33 vega float8, $34 params_version int, $35 stop_atr float8,
-- $36 fill_model text, $37 scale_in_qty bigint, $38 scale_in_distance numeric, $39 scale_in_until timestamptz
insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker, action,
	instrument_type, strategy_type, decision_ts, max_hold_minutes, stop_loss_price, take_profit_price, features_snapshot,
	sentiment_snapshot, risk_json, sizing_json, quality_json, explain_json, client_order_id, qty, option_symbol, strike_price,
	expiration_date, limit_price, notional, underlying_price, implied_volatility, iv_source, delta, gamma, theta, vega,
	params_version, stop_atr, fill_model, scale_in_qty, scale_in_distance, scale_in_until, created_at)
values ($1::uuid, $2::bigint, $3::uuid, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11::integer, $12::numeric, $13::numeric,
	$14::jsonb, $15::jsonb, $16::jsonb, $17::jsonb, $18::jsonb, $19::jsonb, $20, $21::bigint, $22, $23::numeric,
	$24::date, $25::numeric, $26::numeric, $27::numeric, $28::float8, $29, $30::float8, $31::float8, $32::float8,
	$33::float8, $34::integer, $35::float8, $36, $37::bigint, $38::numeric, $39::timestamptz, $10::timestamptz)
on conflict (recommendation_id, leg) do update
set dispatcher_run_id = excluded.dispatcher_run_id, decision_ts = excluded.decision_ts,
	strategy_type = excluded.strategy_type, stop_loss_price = excluded.stop_loss_price, take_profit_price = excluded.take_profit_price,
	risk_json = excluded.risk_json, sizing_json = excluded.sizing_json, quality_json = excluded.quality_json,
	client_order_id = excluded.client_order_id, qty = excluded.qty, option_symbol = excluded.option_symbol,
	strike_price = excluded.strike_price, expiration_date = excluded.expiration_date, limit_price = excluded.limit_price,
	notional = excluded.notional, underlying_price = excluded.underlying_price,
	implied_volatility = excluded.implied_volatility, iv_source = excluded.iv_source, delta = excluded.delta,
	gamma = excluded.gamma, theta = excluded.theta, vega = excluded.vega, params_version = excluded.params_version,
	explain_json = excluded.explain_json, stop_atr = excluded.stop_atr, scale_in_qty = excluded.scale_in_qty,
	scale_in_distance = excluded.scale_in_distance, scale_in_until = excluded.scale_in_until, status = 'intent'
where dispatch_executions.entry_price is null
returning execution_id,
	(select count(*) from broker_orders o where o.recommendation_id = $2::bigint and o.leg = 0) as attempts
