-- Whether a broker order id is one of ours. $1 account text, $2 broker_order_id text
select exists (
	select from broker_orders where account = $1 and (broker_order_id = $2 or $2 = any (replaced_ids))
) as ours
