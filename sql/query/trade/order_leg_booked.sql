-- Stores what a leg of an order filled, which is booked now.
-- $1 client_order_id text, $2 leg int, $3 broker_order_id text, $4 filled quantity bigint, $5 average price numeric,
-- $6 booked quantity bigint
update order_legs
set broker_order_id = coalesce($3, broker_order_id), filled_qty = $4::bigint, filled_avg_price = $5::numeric,
	booked_qty = $6::bigint
where client_order_id = $1 and leg = $2::smallint
