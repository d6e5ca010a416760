-- Counts how far the news of a day came, step by step: how many arrived at each step, and why the others ended there. A gate
-- has two counts: recommendations that it was the first to refuse, and all that it refused.
-- $1 start of the day timestamptz, $2 end of the day timestamptz
with raw as (
	select r.*, c.raw_event_id, c.tickers
	from inbound_events_raw r
	left join inbound_events_classified c on c.raw_event_id = r.id
	where r.known_at >= $1::timestamptz and r.known_at < $2::timestamptz
), runs as (
	select stage, key, sum(value::bigint) as n
	from pipeline_runs, jsonb_each_text(counts)
	where stage in ('opt-watchlist', 'opt-signal') and now_at >= $1::timestamptz and now_at < $2::timestamptz
	group by stage, key
), recommended as (
	select r.*, coalesce((r.sizing_json ->> 'quantity')::bigint, 0) > 0 as sized,
		r.sizing_json is not null or r.explain_json ->> 'chosen' is not null as chosen,
		(select bool_or(o.sent_at is not null) from broker_orders o where o.recommendation_id = r.id) as sent,
		(select bool_or(o.filled_qty > 0) from broker_orders o where o.recommendation_id = r.id) as filled,
		(select h.exit_reason
			from dispatch_executions e
			join active_positions p on p.execution_id = e.execution_id
			join position_history h on h.position_id = p.id
			where e.recommendation_id = r.id
			limit 1) as exit_reason,
		coalesce(case when r.failure_reason like 'gate %' then split_part(r.failure_reason, ':', 1)
			else r.failure_reason end, lower(r.status)) as why
	from dispatch_recommendations r
	where r.created_at >= $1::timestamptz and r.created_at < $2::timestamptz
), pending as (
	select * from recommended where explain_json is not null or status <> 'SKIPPED' or dispatcher_run_id is not null
), refused as (
	select 'gate ' || (g ->> 'gate') as gate, count(*) as n
	from pending, jsonb_array_elements(case jsonb_typeof(risk_gate_json) when 'array' then risk_gate_json else '[]' end) as g
	where g ->> 'verdict' = 'fail'
	group by 1
), steps (step, stage, unit, n) as (
	select 1, 'articles', 'articles', (select count(*) from raw)
	union all select 2, 'classified', 'articles', (select count(raw_event_id) from raw)
	union all select 3, 'about_tickers', 'articles', (select count(*) from raw where cardinality(tickers) > 0)
	union all select 4, 'watchlisted', 'tickers', (select n from runs where stage = 'opt-watchlist' and key = 'entered')
	union all select 5, 'evaluated', 'minutes of a ticker', (select n from runs where stage = 'opt-signal' and key = 'tickers')
	union all select 6, 'signals', 'minutes of a ticker', (
		select sum(n) from runs where stage = 'opt-signal' and key in ('live', 'cooldown', 'skipped', 'pending'))
	union all select 7, 'pending', 'recommendations', (select count(*) from pending)
	union all select 8, 'gates', 'recommendations', (select count(*) from pending where explain_json is not null)
	union all select 9, 'chosen', 'recommendations', (select count(*) from pending where chosen)
	union all select 10, 'sized', 'recommendations', (select count(*) from pending where sized)
	union all select 11, 'sent', 'recommendations', (select count(*) from pending where sent)
	union all select 12, 'filled', 'recommendations', (select count(*) from pending where filled)
	union all select 13, 'closed', 'recommendations', (select count(*) from pending where exit_reason is not null)
), ends (step, why, n) as (
	select 1, case when parked_at is null then 'waiting' else 'parked' end, count(*)
	from raw where raw_event_id is null group by 2
	union all select 2, 'no ticker', count(*) from raw where cardinality(tickers) = 0 having count(*) > 0
	union all select 5, key, n from runs
	where stage = 'opt-signal' and n > 0
		and key not in ('tickers', 'expired', 'recommendations', 'no_signal', 'live', 'cooldown', 'skipped', 'pending')
	union all select 6, key, n from runs where stage = 'opt-signal' and n > 0 and key in ('live', 'cooldown', 'skipped')
	union all select 7, why, count(*) from pending where explain_json is null group by 2
	union all select 8, why, count(*) from pending where explain_json is not null and not chosen group by 2
	union all select 9, why, count(*) from pending where chosen and not sized group by 2
	union all select 10, why, count(*) from pending where sized and sent is not true group by 2
	union all select 11, why, count(*) from pending where sent and filled is not true group by 2
	union all select 12, 'open', count(*) from pending where filled and exit_reason is null group by 2
	union all select 13, exit_reason, count(*) from pending where exit_reason is not null group by 2
)
select s.step, s.stage, s.unit, coalesce(s.n, 0)::bigint as n, e.why, e.n::bigint as ended, f.n::bigint as refused
from steps s
left join (
	select step, why, n from ends
	union all
	select 8, gate, 0 from refused where gate not in (select why from ends where step in (8, 9))
) e on e.step = s.step
left join refused f on f.gate = e.why
order by s.step, e.n desc, e.why
