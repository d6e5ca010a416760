-- Stores the answer to a probe for protective stops that is over. A refusal counts only when the broker refused the order
-- itself (422, or rejected after it was taken): 403 may be about the quantity or the money of that moment.
-- $1 account text, $2 reason of the probe text, $3 trade_day date
insert into broker_capabilities (account, capability, accepted, client_order_id, http_status, error_code, answer, probed_at)
select o.account, 'option_stop_limit', o.status <> 'rejected', o.client_order_id, o.http_status, o.error_code,
	coalesce(o.error_text, o.broker_status), o.updated_at
from broker_orders o
where o.account = $1 and o.purpose = 'stop' and o.reason = $2 and o.trade_day = $3::date and not o.is_open
	and (o.broker_order_id is not null or (o.status = 'rejected' and o.http_status = 422))
order by o.created_at desc
limit 1
on conflict (account, capability) do nothing
returning accepted, answer
