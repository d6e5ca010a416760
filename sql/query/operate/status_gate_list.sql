-- Each gate of the 30 days before $1: how often it passed, refused, refused alone and did not apply, how often its fact was unknown,
-- and when it refused last. $1 now timestamptz, $2 today date
with verdict as (
	select g.gate, g.verdict, r.created_at,
		g.verdict = 'fail' and (g.observed is null or jsonb_typeof(g.observed) = 'null') as is_unknown,
		count(*) filter (where g.verdict = 'fail') over (partition by r.id) as refusals
	from dispatch_recommendations r
	cross join lateral jsonb_to_recordset(
		case when jsonb_typeof(r.risk_gate_json) = 'array' then r.risk_gate_json else '[]' end)
		as g (gate text, verdict text, observed jsonb)
	where r.created_at > $1::timestamptz - interval '30 days' and r.created_at <= $1::timestamptz and $2::date is not null
)
select gate, count(*) filter (where verdict = 'pass') as passed, count(*) filter (where verdict = 'fail') as refused,
	count(*) filter (where verdict = 'fail' and refusals = 1) as refused_alone,
	count(*) filter (where verdict = 'not_applicable') as not_applicable, count(*) filter (where is_unknown) as unknown,
	max(created_at) filter (where verdict = 'fail') as last_refusal,
	case when count(*) filter (where verdict <> 'not_applicable' and not is_unknown) = 0 then 'judged nothing'
		when count(*) filter (where verdict = 'fail') = 0 then 'refused nothing' end as note
from verdict
group by gate
order by refused desc, gate
