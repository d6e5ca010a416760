-- The newest run of each stage that ended well by $2, as facts run_STAGE; the time is that of its decisions.
-- $1 stages text[] ('opt-rss', ...), $2 now timestamptz, $3 account text
select 'run_' || substr(s.stage, 5) as fact, r.now_at as at, null::float8 as number, null::text as detail
from unnest($1::text[]) as s (stage)
left join lateral (
	select p.now_at
	from pipeline_runs p
	where p.stage = s.stage and p.status in ('ok', 'partial') and p.now_at <= $2::timestamptz
	order by p.started_at desc
	limit 1) r on true
