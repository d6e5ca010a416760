-- Ends the claims of runs that are over. A claim without an order is PENDING again; a claim of another account is over once it
-- is older than $4. A recommendation of another account that still has an order is FAILED: its order stays that account's, and
-- EXECUTED replaces the status if it is found. So no account keeps the others from a ticker.
-- $1 account text, $2 run_id uuid, $3 now timestamptz, $4 seconds until a claim of another account is over int
update dispatch_recommendations r
set status = case when o.ordered then 'FAILED' else 'PENDING' end,
	failure_reason = case when o.ordered then 'left unresolved by account ' || r.account end,
	processed_at = case when o.ordered then $3::timestamptz end,
	dispatcher_run_id = case when o.ordered then r.dispatcher_run_id end,
	claimed_at = case when o.ordered then r.claimed_at end
from (
	select q.id, exists (select from broker_orders b where b.recommendation_id = q.id) as ordered
	from dispatch_recommendations q
	where q.status = 'PROCESSING'
) o
where r.id = o.id and r.status = 'PROCESSING' and r.dispatcher_run_id <> $2::uuid
	and ((r.account = $1 and not o.ordered)
		or (r.account <> $1 and r.claimed_at < $3::timestamptz - make_interval(secs => $4::integer)))
