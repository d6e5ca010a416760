-- Of the hour before $2: the stage with the most slots of its schedule without a run, the runs that failed or were lost, and the
-- stages that never ran. A slot counts from the first run of the stage on; a run that waited for another is not one.
-- $1 stages text[], $2 now timestamptz, $3 minutes of each stage's slots int[]
with stage as (
	select s.stage, s.every, s.ord,
		(select min(p.now_at) from pipeline_runs p where p.stage = s.stage) as first_at
	from unnest($1::text[], $3::int[]) with ordinality as s (stage, every, ord)
), run as (
	select p.stage, p.status, p.now_at
	from pipeline_runs p
	where p.now_at > $2::timestamptz - interval '60 minutes' and p.now_at <= $2::timestamptz and p.stage = any ($1::text[])
), slots as (
	select s.stage, s.ord,
		floor(extract(epoch from $2::timestamptz - greatest(s.first_at, $2::timestamptz - interval '60 minutes')) / 60 / s.every)
			as due,
		count(distinct floor(extract(epoch from r.now_at) / 60 / s.every)) as seen
	from stage s
	left join run r on r.stage = s.stage
	where s.first_at is not null
	group by s.stage, s.ord, s.every, s.first_at
)
(select 'missed_slots' as fact, null::timestamptz as at, greatest(due - seen, 0)::float8 as number,
	stage || ' ' || greatest(due - seen, 0) || ' of ' || due as detail
from slots
order by due - seen desc, ord
limit 1)
union all
select 'failed_runs', max(now_at), count(*)::float8, string_agg(distinct stage, ', ' order by stage)
from run
where status in ('failed', 'lost')
union all
select 'never_ran', null, count(*)::float8, string_agg(stage, ', ' order by ord)
from stage
where first_at is null
