-- The open position in a stock from which the shares of an exercise or assignment were delivered; none while an order of it works.
-- $1 account text, $2 ticker text, $3 side text, $4 shares bigint
select p.id
from active_positions p
where p.account = $1 and p.ticker = $2 and p.option_symbol is null and p.side = $3 and p.quantity >= $4::bigint
	and p.status <> 'closed' and not exists (select from broker_orders o where o.position_id = p.id and o.is_open)
