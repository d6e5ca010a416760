-- Takes back the sending of an order of which this run sent no byte. Returns a row only while this run is its sender.
-- $1 client_order_id text, $2 run_id uuid, $3 status text: not_sent, or unknown when an earlier POST may have arrived,
-- $4 now timestamptz
update broker_orders
set status = $3::text, updated_at = $4::timestamptz,
	statuses = statuses || jsonb_build_object('status', $3::text, 'at', $4::timestamptz)
where client_order_id = $1 and status = 'sending' and sending_run_id = $2::uuid
returning client_order_id
