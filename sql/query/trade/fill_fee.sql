-- Stores the fee of a fill as the broker reported it.
-- $1 broker_order_id text, $2 cum_qty bigint, $3 fee numeric
update fills
set fee = $3::numeric
where broker_order_id = $1 and cum_qty = $2::bigint
