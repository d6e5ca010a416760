-- Whether a broker order id is one of ours: of an order or one of its legs, of one that it replaced, or of a fill that was
-- booked under an earlier id of the order. $1 account text, $2 broker_order_id text
select exists (
	select from broker_orders where account = $1 and (broker_order_id = $2 or $2 = any (replaced_ids))
) or exists (
	select from order_legs l join broker_orders o on o.client_order_id = l.client_order_id
	where o.account = $1 and l.broker_order_id = $2
) or exists (select from fills where broker_order_id = $2 and client_order_id is not null) as ours
