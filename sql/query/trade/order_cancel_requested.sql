-- Records that a cancel of the order was requested; the first request keeps its time.
-- $1 client_order_id text, $2 now timestamptz
update broker_orders
set cancel_requested_at = coalesce(cancel_requested_at, $2::timestamptz), updated_at = $2::timestamptz
where client_order_id = $1 and is_open
