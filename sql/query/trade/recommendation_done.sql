-- Ends a recommendation that has no order: SKIPPED or FAILED.
-- $1 id bigint, $2 status text, $3 failure_reason text, $4 risk_gate_json jsonb, $5 now timestamptz
update dispatch_recommendations
set status = $2, failure_reason = $3, risk_gate_json = coalesce($4::jsonb, risk_gate_json), processed_at = $5::timestamptz
where id = $1::bigint and status in ('PROCESSING', 'PENDING')
