-- Opens the position of an execution at its first fill. The stop and the target keep their distances of the decision, from
-- the price of the underlying now ($5). A credit_spread is held short. No row while another position in the contract or stock is open.
-- $1 execution_id uuid, $2 client_order_id text, $3 quantity bigint, $4 price numeric, $5 underlying price numeric,
-- $6 fees numeric, $7 filled_at timestamptz, $8 now timestamptz, $9 today date
insert into active_positions (execution_id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price,
	expiration_date, side, quantity, original_quantity, entry_price, entry_time, entry_underlying_price, entry_spread,
	entry_delta, entry_iv, entry_days_to_expiry, stop_atr, stop, target, peak_price, lowest_price, current_price,
	current_underlying_price, current_pnl_dollars, current_pnl_percent, fees, open_fees, status, created_at)
select e.execution_id, e.account, e.ticker, e.instrument_type, e.strategy_type, e.option_symbol, e.strike_price,
	e.expiration_date, case when e.strategy_type = 'credit_spread' then 'short' else 'long' end, $3::bigint, $3::bigint, $4::numeric, $7::timestamptz,
	coalesce($5::numeric, e.underlying_price),
	(o.quote_snapshot->>'ask')::numeric - (o.quote_snapshot->>'bid')::numeric,
	e.delta, e.implied_volatility, e.expiration_date - $9::date, e.stop_atr,
	coalesce($5::numeric, e.underlying_price) + (e.stop_loss_price - e.underlying_price),
	coalesce($5::numeric, e.underlying_price) + (e.take_profit_price - e.underlying_price),
	$4::numeric, $4::numeric, $4::numeric, coalesce($5::numeric, e.underlying_price), 0, 0, $6::numeric, $6::numeric, 'open',
	$8::timestamptz
from dispatch_executions e
join broker_orders o on o.client_order_id = $2
where e.execution_id = $1::uuid
on conflict do nothing
returning id
