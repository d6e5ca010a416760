-- The last check before the POST: whether this run is still the sender of the order. $1 client_order_id text, $2 run_id uuid
select o.status = 'sending' and o.sending_run_id = $2::uuid as is_sender
from broker_orders o
where o.client_order_id = $1
