-- The newest snapshot of each account. $1 now timestamptz, $2 today date
select distinct on (account) account, execution_mode, tier, equity, last_equity, day_pnl,
	round(day_pnl / nullif(last_equity, 0) * 100, 2) as day_pnl_percent, open_risk, positions, ts
from account_snapshots
where ts <= $1::timestamptz and $2::date is not null
order by account, ts desc
