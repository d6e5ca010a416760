-- Counts a look-up that did not find the order: one per look-up, and one per run with such a look-up.
-- $1 client_order_id text, $2 run_id uuid, $3 now timestamptz
update broker_orders
set lookups = lookups + 1, misses = misses + 1,
	miss_runs = miss_runs + (last_miss_run_id is distinct from $2::uuid)::integer,
	last_miss_run_id = $2::uuid, updated_at = $3::timestamptz
where client_order_id = $1 and is_open
