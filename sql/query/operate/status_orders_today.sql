-- The orders of the session of $2 that are over, oldest first. $1 now timestamptz, $2 today date
select created_at, purpose, ticker, nullif(symbol, ticker) as option_symbol, side, qty as quantity, filled_qty as filled_quantity,
	limit_price, filled_avg_price as filled_average_price, status, reason, client_order_id, account, position_id, error_text
from broker_orders
where not is_open and trade_day = $2::date and created_at <= $1::timestamptz
order by created_at, client_order_id
