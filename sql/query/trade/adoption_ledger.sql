-- The entry of ours that is to be adopted, as this ledger has it; no row when the ledger does not have it.
-- $1 account text, $2 client_order_id text
select o.recommendation_id, o.execution_id, o.position_id, p.status as position_status, p.close_reason, p.original_quantity
from broker_orders o
left join active_positions p on p.id = o.position_id
where o.account = $1 and o.client_order_id = $2 and o.purpose = 'entry'
