-- Orders that are not settled: those that are not terminal, and those with fills that are not booked. Oldest first.
-- $1 account text
select o.client_order_id, o.purpose, o.recommendation_id, o.execution_id, o.position_id, o.leg, o.exit_number, o.attempt,
	o.ticker, o.symbol, o.side, o.position_intent, o.order_type, o.qty, o.limit_price, o.first_mid, o.reason, o.status,
	o.broker_order_id, o.filled_qty, o.filled_avg_price, o.booked_qty, o.misses, o.miss_runs, o.last_miss_run_id,
	o.created_at, o.sent_at, o.cancel_requested_at, o.quarantined_at
from broker_orders o
where o.account = $1 and (o.is_open or o.booked_qty < o.filled_qty)
order by o.created_at, o.client_order_id
