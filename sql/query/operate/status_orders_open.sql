-- The orders that are not over, oldest first. $1 now timestamptz, $2 today date
select created_at, purpose, ticker, nullif(symbol, ticker) as option_symbol, side, qty as quantity, filled_qty as filled_quantity,
	limit_price, case when quarantined_at is null then status else 'quarantined' end as status, reason, client_order_id, account,
	position_id, quarantined_at
from broker_orders
where is_open and created_at <= $1::timestamptz and $2::date is not null
order by created_at, client_order_id
