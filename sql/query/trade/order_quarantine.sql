-- Quarantines an order about which the broker reports something impossible, and halts its ticker until an operator clears
-- the halt.
-- $1 client_order_id text, $2 reason text, $3 now timestamptz
with order_ as (
	update broker_orders
	set quarantined_at = $3::timestamptz, error_text = $2, updated_at = $3::timestamptz
	where client_order_id = $1 and quarantined_at is null
	returning account, ticker
)
insert into trading_halts (scope, account, ticker, cause, reason, set_by, set_at)
select 'ticker', account, ticker, 'quarantine', $2, 'opt', $3::timestamptz
from order_
