-- Selects a recommendation: by its id, as the newest of a ticker, or by an order of it.
-- $1 id bigint or null, $2 ticker text or null, $3 client_order_id text or null, $4 now timestamptz
select r.id
from dispatch_recommendations r
where r.id = $1::bigint
	or (r.ticker = $2::text and r.created_at <= $4::timestamptz)
	or r.id = (
		select coalesce(o.recommendation_id, e.recommendation_id)
		from broker_orders o
		left join active_positions p on p.id = o.position_id
		left join dispatch_executions e on e.execution_id = p.execution_id
		where o.client_order_id = $3::text)
order by r.created_at desc, r.id desc
limit 1
