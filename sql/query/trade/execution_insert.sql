-- Stores the decision to trade, together with the intent of its order. When the first order was not sent, a new decision on
-- the same recommendation replaces the first one. Returns the execution and how many orders its recommendation has.
-- $1 execution_id uuid, $2 recommendation_id bigint, $3 dispatcher_run_id uuid, $4 account text, $5 execution_mode text,
-- $6 ticker text, $7 action text, $8 instrument_type text, $9 strategy_type text, $10 decision_ts timestamptz,
-- $11 max_hold_minutes int, $12 stop_loss_price numeric, $13 take_profit_price numeric, $14 features_snapshot jsonb,
-- $15 sentiment_snapshot jsonb, $16 risk_json jsonb, $17 sizing_json jsonb, $18 quality_json jsonb, $19 client_order_id text,
-- $20 qty bigint, $21 option_symbol text, $22 strike_price numeric, $23 expiration_date date, $24 limit_price numeric,
-- $25 notional numeric, $26 underlying_price numeric, $27 implied_volatility float8, $28 iv_source text, $29 delta float8,
-- $30 gamma float8, $31 theta float8, $32 vega float8, $33 params_version int, $34 explain_json jsonb, $35 fill_model text
insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker, action,
	instrument_type, strategy_type, decision_ts, max_hold_minutes, stop_loss_price, take_profit_price, features_snapshot,
	sentiment_snapshot, risk_json, sizing_json, quality_json, client_order_id, qty, option_symbol, strike_price,
	expiration_date, limit_price, notional, underlying_price, implied_volatility, iv_source, delta, gamma, theta, vega,
	params_version, explain_json, fill_model, created_at)
values ($1::uuid, $2::bigint, $3::uuid, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11::integer, $12::numeric, $13::numeric,
	$14::jsonb, $15::jsonb, $16::jsonb, $17::jsonb, $18::jsonb, $19, $20::bigint, $21, $22::numeric, $23::date,
	$24::numeric, $25::numeric, $26::numeric, $27::float8, $28, $29::float8, $30::float8, $31::float8, $32::float8,
	$33::integer, $34::jsonb, $35, $10::timestamptz)
on conflict (recommendation_id, leg) do update
set dispatcher_run_id = excluded.dispatcher_run_id, decision_ts = excluded.decision_ts,
	stop_loss_price = excluded.stop_loss_price, take_profit_price = excluded.take_profit_price,
	risk_json = excluded.risk_json, sizing_json = excluded.sizing_json, quality_json = excluded.quality_json,
	client_order_id = excluded.client_order_id, qty = excluded.qty, option_symbol = excluded.option_symbol,
	strike_price = excluded.strike_price, expiration_date = excluded.expiration_date, limit_price = excluded.limit_price,
	notional = excluded.notional, underlying_price = excluded.underlying_price,
	implied_volatility = excluded.implied_volatility, iv_source = excluded.iv_source, delta = excluded.delta,
	gamma = excluded.gamma, theta = excluded.theta, vega = excluded.vega, params_version = excluded.params_version,
	explain_json = excluded.explain_json, status = 'intent'
where dispatch_executions.entry_price is null
returning execution_id,
	(select count(*) from broker_orders o where o.recommendation_id = $2::bigint and o.leg = 0) as attempts
