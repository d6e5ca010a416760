-- Sums the runs of each program: their number by exit status, their real time and the totals of their counts.
-- $1 from timestamptz, $2 to timestamptz (both included; compared with now_at, the pinned time of the runs)
with runs as (
	select stage, coalesce(exit_status::text, 'lost') as exit_status, counts,
		extract(epoch from finished_at - started_at) * 1000 as ms
	from pipeline_runs
	where now_at between $1::timestamptz and $2::timestamptz
), ends as (
	select stage, exit_status, count(*) as runs, coalesce(sum(ms), 0) as ms, coalesce(max(ms), 0) as longest
	from runs
	group by stage, exit_status
), sums as (
	select stage, jsonb_object_agg(key, total) as counts
	from (
		select stage, key, sum(value::bigint) as total
		from runs, jsonb_each_text(counts)
		group by stage, key
	) as each
	group by stage
)
select stage, sum(runs)::bigint as runs, jsonb_object_agg(exit_status, runs) as exits,
	round(sum(ms))::bigint as wall_ms, round(max(longest))::bigint as longest_ms,
	coalesce(counts, '{}') as counts
from ends left join sums using (stage)
group by stage, counts
order by stage
