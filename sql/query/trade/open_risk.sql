-- Open risk: one row per position, and one per entry that is working or doubtful, at its limit price. other_symbol is the other
-- leg of a spread, whose option_symbol is its main leg; its price is a value, never negative.
-- $1 account text
select 'position' as source, p.ticker, p.instrument_type, p.strategy_type, p.option_symbol, p.expiration_date, p.quantity,
	p.entry_price as price,
	-- of shares that were scaled in it counts from their average price
	abs(case when p.instrument_type = 'STOCK' and p.original_quantity > x.qty then p.entry_price else p.entry_underlying_price end
		- p.stop) as stop_distance,
	p.current_underlying_price as underlying, l.option_symbol as other_symbol
from active_positions p
left join dispatch_executions x on x.execution_id = p.execution_id
left join position_legs l on l.position_id = p.id and l.leg = 1
where p.account = $1 and p.status <> 'closed'
union all
select 'order', e.ticker, e.instrument_type, e.strategy_type, e.option_symbol, e.expiration_date, o.qty - o.filled_qty,
	abs(o.limit_price), abs(e.underlying_price - e.stop_loss_price), e.underlying_price, l.option_symbol
from broker_orders o
join dispatch_executions e on e.execution_id = o.execution_id
left join order_legs l on l.client_order_id = o.client_order_id and l.leg = 1
where o.account = $1 and o.purpose = 'entry' and o.is_open and o.qty > o.filled_qty
order by 1, 2, 5
