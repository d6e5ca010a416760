-- Each gate of the 30 days before $1: how often it passed, refused, refused alone and did not apply, how often its fact was unknown,
-- and when it refused last. $1 now timestamptz, $2 today date
with answer as (
	select *, count(*) filter (where verdict = 'fail') over (partition by recommendation_id) as refusals
	from gate_verdicts
	where created_at > $1::timestamptz - interval '30 days' and created_at <= $1::timestamptz and $2::date is not null
)
select gate, count(*) filter (where verdict = 'pass') as passed, count(*) filter (where verdict = 'fail') as refused,
	count(*) filter (where verdict = 'fail' and refusals = 1) as refused_alone,
	count(*) filter (where verdict = 'not_applicable') as not_applicable, count(*) filter (where is_unknown) as unknown,
	max(created_at) filter (where verdict = 'fail') as last_refusal,
	case when count(*) filter (where verdict <> 'not_applicable' and not is_unknown) = 0 then 'judged nothing'
		when count(*) filter (where verdict = 'fail') = 0 then 'refused nothing' end as note
from answer
group by gate
order by refused desc, gate
