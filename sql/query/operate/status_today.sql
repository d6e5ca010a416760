-- The day of each account: opened, closed, won and lost, results, and the mean quality and spread of the contracts chosen.
-- A result that is unknown is counted, and the sum is of the others. $1 now timestamptz, $2 today date
with day as (
	select ($2::date)::timestamp at time zone 'America/New_York' as begins
), opened as (
	select p.account, count(*) as opened
	from active_positions p, day
	where p.entry_time >= day.begins and p.entry_time <= $1::timestamptz
	group by p.account
), closed as (
	select h.account, count(*) as closed, count(*) filter (where h.win_loss_label = 'win') as wins,
		count(*) filter (where h.win_loss_label = 'loss') as losses, count(*) filter (where h.pnl is null) as unknown_results,
		sum(h.pnl) as pnl, round(sum(h.fees), 2) as fees
	from position_history h, day
	where h.exit_time >= day.begins and h.exit_time <= $1::timestamptz
	group by h.account
), held as (
	select account, sum(current_pnl_dollars) as open_pnl
	from active_positions
	where status <> 'closed'
	group by account
), chosen as (
	select e.account, round(avg(case jsonb_typeof(c.value -> 'score') when 'number' then (c.value ->> 'score')::numeric end), 1) as mean_quality,
		round(avg(case jsonb_typeof(c.value -> 'spread_pct') when 'number' then (c.value ->> 'spread_pct')::numeric end), 2) as mean_spread_pct
	from dispatch_executions e
	cross join day
	cross join lateral jsonb_array_elements(
		case when jsonb_typeof(e.quality_json) = 'array' then e.quality_json else '[]' end) as c (value)
	where e.decision_ts >= day.begins and e.decision_ts <= $1::timestamptz and c.value ->> 'symbol' = e.option_symbol
	group by e.account
)
select account, coalesce(opened, 0) as opened, coalesce(closed, 0) as closed, coalesce(wins, 0) as wins,
	coalesce(losses, 0) as losses, coalesce(unknown_results, 0) as unknown_results, pnl, open_pnl, fees, mean_quality,
	mean_spread_pct
from opened
full join closed using (account)
full join held using (account)
left join chosen using (account)
order by account
