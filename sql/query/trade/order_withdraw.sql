-- Gives up an intent of which no byte was sent.
-- $1 client_order_id text, $2 why text, $3 run_id uuid, $4 now timestamptz
update broker_orders
set status = 'canceled', error_text = $2, resolved_run_id = $3::uuid, resolved_at = $4::timestamptz,
	updated_at = $4::timestamptz,
	statuses = statuses || jsonb_build_object('status', 'canceled', 'at', $4::timestamptz)
where client_order_id = $1 and status in ('intent', 'not_sent')
