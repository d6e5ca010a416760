-- opt-query gates: how often each gate was evaluated for the recommendations since $2, and with which results, those that refused
-- most first. $1 now timestamptz, $2 since timestamptz or null, $3 ticker text or null
select g.gate, count(*) as evaluated, count(*) filter (where g.verdict = 'pass') as passed,
	count(*) filter (where g.verdict = 'fail') as refused,
	count(*) filter (where g.verdict = 'not_applicable') as not_applicable,
	count(*) filter (where g.verdict <> 'not_applicable' and coalesce(jsonb_typeof(g.observed), 'null') = 'null') as unknown,
	max(r.created_at) filter (where g.verdict = 'fail') as last_refused_at
from dispatch_recommendations r
cross join jsonb_to_recordset(case when jsonb_typeof(r.risk_gate_json) = 'array' then r.risk_gate_json else '[]' end)
	as g (gate text, verdict text, observed jsonb)
where r.created_at <= $1::timestamptz and ($2::timestamptz is null or r.created_at >= $2::timestamptz)
	and ($3::text is null or r.ticker = $3::text)
group by g.gate
order by refused desc, g.gate
