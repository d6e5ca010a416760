-- Releases the claims of other runs that ended before they stored the intent of an order: PENDING again.
-- $1 account text, $2 run_id uuid
update dispatch_recommendations r
set status = 'PENDING', dispatcher_run_id = null, claimed_at = null
where r.status = 'PROCESSING' and r.account = $1 and r.dispatcher_run_id <> $2::uuid
	and not exists (select from broker_orders o where o.recommendation_id = r.id)
