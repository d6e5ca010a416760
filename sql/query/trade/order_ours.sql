-- Whether a broker order id is one of ours: of an order, of an earlier id of it, or of a fill that was booked under one.
-- $1 account text, $2 broker_order_id text
select exists (
	select from broker_orders where account = $1 and (broker_order_id = $2 or $2 = any (replaced_ids))
) or exists (select from fills where broker_order_id = $2 and client_order_id is not null) as ours
