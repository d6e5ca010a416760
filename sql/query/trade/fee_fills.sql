-- The trades of a day that pay fees, in the order in which they were filled; of_entry: the fill opened or added.
-- $1 account text, $2 start of the day timestamptz, $3 start of the next day timestamptz
select f.broker_order_id, f.cum_qty, f.position_id, f.fee,
	coalesce((f.side = 'buy') = (coalesce(l.side, p.side) = 'long'), false) as of_entry
from fills f
left join active_positions p on p.id = f.position_id
left join position_legs l on l.position_id = f.position_id and l.option_symbol = f.symbol
where f.account = $1 and f.filled_at >= $2::timestamptz and f.filled_at < $3::timestamptz and position(':' in f.broker_order_id) = 0
order by f.filled_at, f.broker_order_id, f.cum_qty
