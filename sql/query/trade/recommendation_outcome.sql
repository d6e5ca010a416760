-- Sets the status of a recommendation after its order. EXECUTED replaces any status, because the broker accepted the order;
-- FAILED and PENDING replace PROCESSING only.
-- $1 id bigint, $2 status text, $3 failure_reason text, $4 now timestamptz
update dispatch_recommendations
set status = $2, failure_reason = $3, processed_at = case when $2 = 'PENDING' then null else $4::timestamptz end
where id = $1::bigint and (status = 'PROCESSING' or ($2 = 'EXECUTED' and status <> 'EXECUTED'))
