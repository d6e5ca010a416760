-- Quarantines an order whose state at the broker contradicts itself, and halts its ticker until the answer makes sense. An
-- order that is known to be at the broker ($4) is not in doubt any more. Nothing is booked.
-- $1 client_order_id text, $2 reason text, $3 now timestamptz, $4 broker_order_id text or null
with before as (
	select client_order_id, quarantined_at from broker_orders where client_order_id = $1 for update
), order_ as (
	update broker_orders o
	set quarantined_at = coalesce(o.quarantined_at, $3::timestamptz), error_text = $2, updated_at = $3::timestamptz,
		broker_order_id = coalesce(o.broker_order_id, $4),
		status = case when $4::text is not null and o.status in ('sending', 'unknown', 'duplicate', 'dropped')
			then 'accepted' else o.status end
	from before b
	where o.client_order_id = b.client_order_id
	returning o.client_order_id, o.account, o.ticker, b.quarantined_at
)
insert into trading_halts (scope, account, ticker, cause, reason, set_by, set_at)
select 'ticker', account, ticker, 'quarantine', client_order_id || ': ' || $2, 'opt', $3::timestamptz
from order_
where quarantined_at is null
