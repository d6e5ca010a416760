-- Outages that were told, whose stage has had a good run since, and that this is not told yet. $1 since timestamptz
select r.run_id, r.stage, r.account, r.now_at as began, good.now_at as ended
from alert_outbox o
join pipeline_runs r
	on r.run_id = case when o.dedupe_key ~ '^outage:[0-9a-f-]{36}$' then substr(o.dedupe_key, 8)::uuid end
cross join lateral (
	select g.now_at
	from pipeline_runs g
	where g.stage = r.stage and g.account = r.account and g.status in ('ok', 'partial') and g.started_at > r.started_at
	order by g.started_at limit 1) good
where o.dedupe_key like 'outage:%' and o.created_at > $1::timestamptz
	and not exists (select from alert_outbox a where a.dedupe_key = 'recovered:' || r.run_id)
order by good.now_at, r.run_id
