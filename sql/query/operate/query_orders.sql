-- opt-query orders: orders of entries and exits, newest first. $1 now timestamptz, $2 since timestamptz or null, $3 ticker text or
-- null
select created_at, purpose, ticker, nullif(symbol, ticker) as option_symbol, side, qty as quantity,
	filled_qty as filled_quantity, limit_price, filled_avg_price as filled_average_price,
	case when quarantined_at is null then status else 'quarantined' end as status, reason, position_id, recommendation_id,
	client_order_id, account, error_text
from broker_orders
where created_at <= $1::timestamptz and ($2::timestamptz is null or created_at >= $2::timestamptz)
	and ($3::text is null or ticker = $3::text)
order by created_at desc, client_order_id
