-- Marks a fill as booked: the quantity and the average price change together.
-- $1 client_order_id text, $2 cumulative quantity bigint, $3 average price numeric, $4 position_id bigint
update broker_orders
set filled_qty = $2::bigint, booked_qty = $2::bigint, filled_avg_price = $3::numeric, position_id = coalesce($4::bigint, position_id)
where client_order_id = $1
