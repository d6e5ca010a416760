-- Marks an order as sending. Returns a row only to the one run that may send the order. With $4 a
-- doubtful order that is proven not to be at the broker is sent again under the same id. No contract is bought while a
-- protective stop for it rests, and no stop is armed while a buy of it works: the broker refuses an order that could meet
-- another one of the account. Nothing is bought for a position that is being sold, or was sold in part.
-- $1 client_order_id text, $2 run_id uuid, $3 now timestamptz, $4 send again bool, $5 seconds float8 to the deadline of the run
update broker_orders o
set status = 'sending', sent_at = $3::timestamptz, sending_run_id = $2::uuid, misses = 0, miss_runs = 0,
	last_miss_run_id = null, updated_at = $3::timestamptz,
	sender_deadline = clock_timestamp() + make_interval(secs => $5::float8),
	statuses = statuses || jsonb_build_object('status', 'sending', 'at', $3::timestamptz)
where client_order_id = $1
	and (status in ('intent', 'not_sent') or ($4::boolean and status in ('sending', 'unknown')))
	and not exists (
		select from broker_orders s
		where s.account = o.account and s.symbol = o.symbol and s.symbol <> '' and s.is_open
			and ((o.side = 'buy' and s.purpose = 'stop') or (o.purpose = 'stop' and s.side = 'buy')))
	and (o.purpose <> 'entry' or not exists (
		select from active_positions p
		where p.execution_id = o.execution_id and (p.status <> 'open' or p.quantity < p.original_quantity)))
returning client_order_id
