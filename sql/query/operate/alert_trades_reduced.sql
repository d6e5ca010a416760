-- Exits that sold a part of a position which stays open, and are not told yet. The broker's price of a spread may be negative.
-- $1 since timestamptz, $2 now timestamptz
select 'reduced:' || o.client_order_id as key,
	p.ticker, p.strategy_type, p.instrument_type, p.side, p.option_symbol,
	(select l.option_symbol from position_legs l
		where l.position_id = p.id and l.option_symbol <> p.option_symbol order by l.leg limit 1) as other_symbol,
	p.original_quantity as quantity, o.booked_qty as sold, p.quantity as left_open, p.entry_price,
	abs(o.filled_avg_price) as exit_price, null::numeric as underlying, null::numeric as stop, null::numeric as target,
	null::float8 as entry_delta, null::float8 as entry_iv, null::float8 as confidence, p.entry_time,
	coalesce(o.filled_at, o.resolved_at) as exit_time, null::numeric as pnl, null::numeric as fees,
	null::float8 as pnl_percent, null::float8 as r_multiple, 0 as holding_minutes, coalesce(o.reason, o.purpose) as exit_reason,
	false as adopted, coalesce(o.filled_at, o.resolved_at) as at
from broker_orders o
join active_positions p on p.id = o.position_id
where o.purpose in ('exit', 'stop') and not o.is_open and o.booked_qty > 0 and p.status <> 'closed' and p.quantity > 0
	and coalesce(o.filled_at, o.resolved_at) > $1::timestamptz and coalesce(o.filled_at, o.resolved_at) <= $2::timestamptz
	and not exists (select from alert_outbox a where a.dedupe_key = 'reduced:' || o.client_order_id)
order by at, o.client_order_id
