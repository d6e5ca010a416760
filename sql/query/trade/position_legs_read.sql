-- The legs of a position, whose row is locked. original_quantity is that of the position: one contract of each leg per spread.
-- $1 position_id bigint
select l.leg, l.option_symbol as symbol, l.side, l.quantity, p.original_quantity * l.ratio as original_quantity, l.entry_price,
	l.exit_price, l.assigned_qty, l.gone_for, p.current_underlying_price as underlying
from position_legs l
join active_positions p on p.id = l.position_id
where l.position_id = $1::bigint
order by l.leg
