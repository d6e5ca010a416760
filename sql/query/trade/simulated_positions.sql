-- The positions of a simulated account, in the columns of the broker: here the ledger is the broker. A spread is its legs.
-- $1 account text
select coalesce(l.option_symbol, p.option_symbol, p.ticker) as symbol,
	case when p.option_symbol is null then 'us_equity' else 'us_option' end as asset_class,
	h.quantity::float8 as qty, h.quantity::float8 as qty_available,
	coalesce(l.entry_price, p.entry_price) as avg_entry_price,
	case when l.leg is null then p.current_price end as current_price
from active_positions p
left join position_legs l on l.position_id = p.id and l.quantity > 0
cross join lateral (
	select case coalesce(l.side, p.side) when 'short' then -1 else 1 end * coalesce(l.quantity, p.quantity) as quantity
) h
where p.account = $1 and p.status <> 'closed'
order by p.id, l.leg
