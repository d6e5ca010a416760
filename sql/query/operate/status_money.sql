-- The facts about money: halts, positions, orders, alerts, the tier of the newest account. $1 now timestamptz
with open_ as (
	select * from active_positions where status <> 'closed'
)
select 'halts' as fact, min(set_at) as at, coalesce(max(case scope when 'all' then 2 else 1 end), 0)::float8 as number,
	left(string_agg(coalesce(ticker, strategy_type, scope) || ' by ' || set_by || ': ' || reason, '; ' order by set_at, id), 190)
		as detail
from trading_halts
where cleared_at is null and (expires_at is null or expires_at > $1::timestamptz)
union all
select 'positions', null, count(*)::float8, null
from open_
union all
select 'positions_checked', min(coalesce(last_checked_at, entry_time)), null,
	(array_agg(ticker order by coalesce(last_checked_at, entry_time), id))[1]
from open_
having count(*) > 0
union all
select 'option_bars', min(greatest(g.answered_at, c.entry_time)), null,
	(array_agg(c.symbol order by greatest(g.answered_at, c.entry_time), c.symbol))[1]
from capture_contracts c
left join capture_progress g on g.symbol = c.symbol
where c.closed_at is null
union all
-- rule 3 needs the stop on the underlying; spreads have rules of their own
select 'unprotected', null, count(*)::float8, left(string_agg(ticker || ' (position ' || id || ')', ', ' order by id), 190)
from open_
where stop is null and strategy_type not in ('credit_spread', 'debit_spread')
union all
select 'missing_positions', null, count(*)::float8, left(string_agg(ticker || ' (position ' || id || ')', ', ' order by id), 190)
from open_
where missing_runs > 0
union all
select 'waiting', min(created_at), count(*)::float8, null
from dispatch_recommendations
where status in ('PENDING', 'PROCESSING')
union all
select 'intents', min(coalesce(sent_at, created_at)), count(*)::float8,
	left(string_agg(client_order_id, ', ' order by created_at), 150)
from broker_orders
where is_open and status in ('intent', 'sending') and quarantined_at is null
union all
select 'quarantined', min(quarantined_at), count(*)::float8, left(string_agg(client_order_id, ', ' order by created_at), 150)
from broker_orders
where is_open and quarantined_at is not null
union all
-- opt-alert sends no alert that is older than seven days
select 'alerts', min(created_at), count(*)::float8, case count(*) when 0 then null else count(*) || ' wait' end
from alert_outbox
where sent_at is null and severity <> 'info' and created_at > $1::timestamptz - interval '7 days'
union all
(select 'tier', ts, null, tier
from account_snapshots
where ts <= $1::timestamptz and tier is not null
order by ts desc
limit 1)
