-- Every position that is not closed, for the reconciliation. $1 account text
select p.id, coalesce(p.option_symbol, p.ticker) as symbol, p.ticker, p.instrument_type, p.side, p.quantity, p.status,
	p.missing_runs, p.missing_run_id, p.entry_time, p.expiration_date, p.unexplained_since, p.adjusted_to,
	exists (select from broker_orders o where o.position_id = p.id and o.is_open) as has_order
from active_positions p
where p.account = $1 and p.status <> 'closed'
order by p.id
