-- Ends a recommendation that has no order: SKIPPED or FAILED. Also stores what was decided about one that gets an order.
-- $1 id bigint, $2 status text, $3 failure_reason text, $4 now timestamptz, $5 risk_gate_json jsonb, $6 sizing_json jsonb,
-- $7 quality_json jsonb, $8 explain_json jsonb. The parts of one decision replace those of an earlier one together.
update dispatch_recommendations
set status = $2, failure_reason = $3, processed_at = $4::timestamptz,
	risk_gate_json = case when $5::jsonb is null then risk_gate_json else $5::jsonb end,
	sizing_json = case when $5::jsonb is null then sizing_json else $6::jsonb end,
	quality_json = case when $5::jsonb is null then quality_json else $7::jsonb end,
	explain_json = case when $5::jsonb is null then explain_json else $8::jsonb end
where id = $1::bigint and status in ('PROCESSING', 'PENDING')
