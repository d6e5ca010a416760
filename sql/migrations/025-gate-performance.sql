-- The last 30 days of a gate, at the end of the view: how often it was evaluated, refused ("fires"), could not be evaluated
-- ("nulls") or did not apply. A gate that has only nulls or never applied is inert. The days are counted back from the
-- newest recommendation, so that the view needs no clock. What is not applicable has nothing to observe, so it no longer
-- counts as unobserved.
create or replace view gate_performance as
with newest as (
	select max(created_at) - interval '30 days' as since from dispatch_recommendations
)
select g.gate,
	count(*) as evaluated,
	count(*) filter (where g.verdict = 'pass') as passed,
	count(*) filter (where g.verdict = 'fail') as failed,
	count(*) filter (where g.verdict = 'not_applicable') as not_applicable,
	count(*) filter (where g.is_null) as unobserved,
	max(r.created_at) filter (where g.verdict = 'fail') as last_failed_at,
	count(o.pnl) filter (where g.verdict = 'fail') as outcomes,
	-sum(o.pnl) filter (where g.verdict = 'fail' and o.pnl < 0) as money_saved,
	sum(o.pnl) filter (where g.verdict = 'fail' and o.pnl > 0) as money_missed,
	count(*) filter (where r.created_at > newest.since) as evaluated_30d,
	count(*) filter (where r.created_at > newest.since and g.verdict = 'fail') as fires,
	count(*) filter (where r.created_at > newest.since and g.is_null) as nulls,
	count(*) filter (where r.created_at > newest.since and g.verdict = 'not_applicable') as not_applicable_30d
from dispatch_recommendations r
cross join newest
cross join lateral (
	select x.gate, x.verdict,
		x.verdict <> 'not_applicable' and (x.observed is null or jsonb_typeof(x.observed) = 'null') as is_null
	from jsonb_to_recordset(case when jsonb_typeof(r.risk_gate_json) = 'array' then r.risk_gate_json else '[]' end)
		as x (gate text, verdict text, observed jsonb)) g
left join skipped_outcomes o on o.recommendation_id = r.id
group by g.gate;
