-- The orders that filled of each position that was closed in a period: an order for a spread has the net price of its legs.
-- $1 account text, $2 strategy text (null: all), $3 from timestamptz (null: the first), $4 to timestamptz (not included)
select h.position_id, o.purpose = 'entry' as is_entry, coalesce(o.filled_at, o.resolved_at, o.sent_at) as ts,
	abs(o.filled_avg_price) as price, o.filled_qty as quantity, o.reason
from position_history h
join broker_orders o on o.position_id = h.position_id
where h.account = $1 and h.strategy_type = coalesce($2::text, h.strategy_type)
	and h.exit_time >= coalesce($3::timestamptz, '-infinity') and h.exit_time < $4::timestamptz
	and o.filled_qty > 0 and o.filled_avg_price is not null
order by h.position_id, ts, o.client_order_id
