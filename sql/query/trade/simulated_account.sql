-- Cash, equity and buying power of a simulated account, from its own ledger. What is short was received, and a credit_spread
-- binds its width. unknown counts the closed positions without a result.
-- $1 account text, $2 cash at the start numeric, $3 start of the day timestamptz
with closed as (
	select coalesce(sum(pnl), 0) as pnl,
		coalesce(sum(pnl) filter (where exit_time < $3::timestamptz), 0) as pnl_before,
		count(*) filter (where pnl is null) as unknown
	from position_history
	where account = $1
), open_ as (
	select coalesce(sum(realised_pnl), 0) as realised,
		coalesce(sum(h.sign * entry_price * quantity * multiplier
			+ coalesce(open_fees, fees * quantity / nullif(2 * original_quantity - quantity, 0), 0)), 0) as cost,
		coalesce(sum(h.sign * coalesce(current_price, entry_price) * quantity * multiplier), 0) as worth,
		coalesce(sum(h.width * quantity * multiplier), 0) as bound
	from active_positions p
	cross join lateral (
		select case p.side when 'short' then -1 else 1 end as sign,
			case p.side when 'short' then (
				select max(l.strike_price) - min(l.strike_price) from position_legs l where l.position_id = p.id
			) end as width
	) h
	where account = $1 and status <> 'closed'
), working as (
	select coalesce(sum(e.notional * (o.qty - o.filled_qty) / o.qty), 0) as cost
	from broker_orders o
	join dispatch_executions e on e.execution_id = o.execution_id
	where o.account = $1 and o.purpose = 'entry' and o.is_open
)
select $2::numeric + closed.pnl + open_.realised - open_.cost as cash,
	$2::numeric + closed.pnl + open_.realised - open_.cost + open_.worth as equity,
	$2::numeric + closed.pnl_before as last_equity,
	$2::numeric + closed.pnl + open_.realised - open_.cost - open_.bound - working.cost as buying_power,
	closed.unknown as unknown
from closed, open_, working
