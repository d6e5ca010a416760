-- An order was edited at the broker: the order in the ledger follows its successor there. Returns a row when the successor is
-- new. Quantity, limit and stop price become those of the successor.
-- $1 client_order_id text, $2 broker_order_id text of the successor, $3 qty bigint with all that is filled, $4 limit_price
-- numeric, $5 stop_price numeric, $6 now timestamptz
update broker_orders
set replaced_ids = case when broker_order_id is null then replaced_ids else array_append(replaced_ids, broker_order_id) end,
	broker_order_id = $2, qty = greatest($3::bigint, filled_qty),
	limit_price = case when order_type <> 'market' then coalesce($4::numeric, limit_price) end,
	stop_price = case when order_type = 'stop_limit' then coalesce($5::numeric, stop_price) end,
	updated_at = $6::timestamptz,
	statuses = statuses || jsonb_build_object('status', 'replaced', 'by', $2::text, 'qty', $3::bigint, 'at', $6::timestamptz)
where client_order_id = $1 and broker_order_id is distinct from $2 and not $2 = any (replaced_ids)
returning qty, limit_price, stop_price
