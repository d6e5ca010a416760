-- Of the 30 days before $1: the gates that judged nothing, because each time the fact was unknown or the gate did not apply, and the
-- gates that judged and refused nothing. A gate with an unknown fact fails; one that passes without an observed value has judged that
-- nothing of the kind exists, as no earlier entry in the ticker. Less than 20 recommendations tell nothing about a gate.
-- $1 now timestamptz
with gate as (
	select gate, count(*) as asked, count(*) filter (where verdict <> 'not_applicable' and not is_unknown) as judged,
		count(*) filter (where verdict = 'fail') as refused
	from gate_verdicts
	where created_at > $1::timestamptz - interval '30 days' and created_at <= $1::timestamptz
	group by gate
)
select 'inert_gates' as fact, null::timestamptz as at, count(*)::float8 as number,
	left(string_agg(gate, ', ' order by gate), 190) as detail
from gate
where judged = 0 and asked >= 20
union all
select 'unused_gates', null, count(*)::float8,
	left(string_agg(gate, ', ' order by gate), 190) || case when sum(length(gate) + 2) > 192 then '...' else '' end
from gate
where judged > 0 and refused = 0
