-- Updates an order after a POST, a look-up or a decision. A terminal status never changes, except that a
-- dropped order which is at the broker after all is taken up again. The filled quantity never falls.
-- $1 client_order_id text, $2 status text, $3 broker_status text, $4 broker_order_id text, $5 http_status int,
-- $6 error_code bigint, $7 error_text text, $8 body_sha256 text, $9 filled_qty bigint, $10 filled_avg_price numeric,
-- $11 filled_at timestamptz, $12 run_id uuid, $13 now timestamptz, $14 sent_at timestamptz
update broker_orders
set status = $2,
	broker_status = coalesce($3, broker_status),
	broker_order_id = coalesce(broker_order_id, $4),
	http_status = coalesce($5::integer, http_status),
	error_code = coalesce($6::bigint::integer, error_code),
	error_text = coalesce($7, error_text),
	body_sha256 = coalesce($8, body_sha256),
	filled_avg_price = case when coalesce($9::bigint, 0) > filled_qty or filled_avg_price is null then coalesce($10::numeric, filled_avg_price)
		else filled_avg_price end,
	filled_qty = greatest(filled_qty, coalesce($9::bigint, 0)),
	filled_at = coalesce($11::timestamptz, filled_at),
	sent_at = greatest(sent_at, $14::timestamptz),
	resolved_run_id = $12::uuid,
	resolved_at = $13::timestamptz,
	updated_at = $13::timestamptz,
	statuses = case when status = $2 and filled_qty >= coalesce($9::bigint, 0) then statuses
		else statuses || jsonb_build_object('status', $2, 'filled_qty', coalesce($9::bigint, filled_qty), 'at', $13::timestamptz)
		end
where client_order_id = $1 and (is_open or status = $2 or status = 'dropped')
