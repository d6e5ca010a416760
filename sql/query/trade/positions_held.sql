-- Every position that is not closed, for the reconciliation: one row, or one per leg of a spread. $1 account text
select p.id, coalesce(l.option_symbol, p.option_symbol, p.ticker) as symbol, p.ticker, p.instrument_type,
	coalesce(l.side, p.side) as side, coalesce(l.quantity, p.quantity) as quantity, p.status, l.leg,
	coalesce(l.assigned_qty, (
		select sum(f.qty) / 100
		from fills f
		where f.broker_order_id = 'exercised:' || p.id || ':' || p.option_symbol), 0)::bigint as assigned_qty,
	p.current_underlying_price as underlying,
	p.missing_runs, p.missing_run_id, p.entry_time, p.expiration_date, p.unexplained_since, p.adjusted_to,
	exists (select from broker_orders o where o.position_id = p.id and o.is_open) as has_order
from active_positions p
left join position_legs l on l.position_id = p.id
where p.account = $1 and p.status <> 'closed'
order by p.id, l.leg
