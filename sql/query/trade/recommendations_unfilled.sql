-- Ends the recommendations whose orders all ended without a fill: UNFILLED. A fill that is found later makes them EXECUTED.
-- $1 account text, $2 now timestamptz
update dispatch_recommendations r
set status = 'UNFILLED', failure_reason = 'no order filled', processed_at = $2::timestamptz
where r.status = 'EXECUTED' and r.account = $1 and r.created_at > $2::timestamptz - interval '7 days'
	and exists (select from broker_orders o where o.recommendation_id = r.id and o.purpose = 'entry')
	and not exists (select from broker_orders o
		where o.recommendation_id = r.id and o.purpose = 'entry' and (o.is_open or o.filled_qty > 0))
