-- Stages whose last $2 runs or more failed or were killed, or that have had no good run since a failure before $3, and that this is
-- not told yet. Runs that ended early, as they should, do not count. The times are real ones, also of runs at a pinned time.
-- $1 time since which a stage must have run timestamptz, $2 runs int, $3 timestamptz
select bad.run_id, s.stage, s.account, bad.began, bad.runs, left(bad.error, 500) as error
from (select distinct stage, account from pipeline_runs where started_at > $1::timestamptz and stage <> 'opt-alert') s
left join lateral (
	select g.started_at
	from pipeline_runs g
	where g.stage = s.stage and g.account = s.account and g.status in ('ok', 'partial')
	order by g.started_at desc limit 1) good on true
cross join lateral (
	select count(*) as runs, (array_agg(b.run_id order by b.started_at))[1] as run_id,
		(array_agg(b.now_at order by b.started_at))[1] as began, min(b.started_at) as first_start,
		(array_agg(coalesce(b.error, 'the run was killed') order by b.started_at desc))[1] as error
	from pipeline_runs b
	where b.stage = s.stage and b.account = s.account and b.status in ('failed', 'lost')
		and (good.started_at is null or b.started_at > good.started_at)) bad
where bad.runs > 0 and (bad.runs >= $2::integer or bad.first_start <= $3::timestamptz)
	and not exists (select from alert_outbox a where a.dedupe_key = 'outage:' || bad.run_id)
order by bad.began, s.stage, s.account
