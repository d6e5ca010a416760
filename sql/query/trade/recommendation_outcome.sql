-- Sets the status of a recommendation after its order. EXECUTED replaces any status, because the broker accepted the order.
-- FAILED and PENDING replace PROCESSING; FAILED also replaces EXECUTED while no order of the recommendation is open or filled,
-- because the broker rejected an order that it had accepted.
-- $1 id bigint, $2 status text, $3 failure_reason text, $4 now timestamptz
update dispatch_recommendations r
set status = $2, failure_reason = $3, processed_at = case when $2 = 'PENDING' then null else $4::timestamptz end
where r.id = $1::bigint
	and (r.status = 'PROCESSING' or ($2 = 'EXECUTED' and r.status <> 'EXECUTED')
		or ($2 = 'FAILED' and r.status = 'EXECUTED' and not exists (select from broker_orders o
			where o.recommendation_id = r.id and o.purpose = 'entry' and (o.is_open or o.filled_qty > 0))))
