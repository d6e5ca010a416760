-- Ends the quarantine of an order, and the halt of its ticker that came with it.
-- $1 client_order_id text, $2 now timestamptz
with order_ as (
	update broker_orders
	set quarantined_at = null, error_text = null, updated_at = $2::timestamptz
	where client_order_id = $1 and quarantined_at is not null
	returning client_order_id, account, ticker
)
update trading_halts h
set cleared_at = $2::timestamptz, cleared_by = 'opt'
from order_ o
where h.cause = 'quarantine' and h.cleared_at is null and h.account = o.account and h.ticker = o.ticker
	and starts_with(h.reason, o.client_order_id || ': ')
