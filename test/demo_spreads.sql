-- One line per spread of the day: its legs, the orders with two legs that opened and closed it, its marks, and the rule that
-- closed it.
select format('%s %s: %s of %s and %s opened at %s by %s, %s marks, %s', p.ticker, p.strategy_type, p.original_quantity,
	m.option_symbol, o.option_symbol, p.entry_price, sent.entries,
	(select count(*) from position_marks k where k.position_id = p.id),
	case p.status when 'closed' then format('%s closed it at %s by %s', p.close_reason, p.exit_price, sent.exits)
		else 'held overnight' end)
from active_positions p
join position_legs m on m.position_id = p.id and m.leg = 0
join position_legs o on o.position_id = p.id and o.leg = 1
cross join lateral (
	select format(case entries when 1 then '1 order' else '%s orders' end, entries) as entries,
		format(case exits when 1 then '1 order' else '%s orders' end, exits) as exits
	from (
		select count(*) filter (where b.purpose = 'entry' and b.execution_id = p.execution_id) as entries,
			count(*) filter (where b.purpose = 'exit' and b.position_id = p.id) as exits
		from broker_orders b
		where b.filled_qty > 0 and (b.execution_id = p.execution_id or b.position_id = p.id)
			and (select count(*) from order_legs l where l.client_order_id = b.client_order_id) = 2) filled) sent
order by p.id
