-- An order was edited at the broker: the order in the ledger follows its successor there. Returns a row when the successor is
-- new. Quantity and limit become those of the successor.
-- $1 client_order_id text, $2 broker_order_id text of the successor, $3 qty bigint with all that is filled, $4 limit_price
-- numeric, $5 now timestamptz
update broker_orders
set replaced_ids = case when broker_order_id is null then replaced_ids else array_append(replaced_ids, broker_order_id) end,
	broker_order_id = $2, qty = greatest($3::bigint, filled_qty),
	limit_price = case when order_type = 'limit' then coalesce($4::numeric, limit_price) end,
	updated_at = $5::timestamptz,
	statuses = statuses || jsonb_build_object('status', 'replaced', 'by', $2::text, 'qty', $3::bigint, 'at', $5::timestamptz)
where client_order_id = $1 and broker_order_id is distinct from $2 and not $2 = any (replaced_ids)
returning qty, limit_price
