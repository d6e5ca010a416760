-- Whether the ledger has an order of the broker, or a fill of it: then it has booked the cash of that fill, or will.
-- $1 account text, $2 broker_order_id text
select exists (
	select from broker_orders where account = $1 and (broker_order_id = $2 or $2 = any (replaced_ids))
) or exists (select from fills where account = $1 and broker_order_id = $2) as known
