-- The facts of the readiness certificate, of the account with the newest snapshot on paper; numbers that nothing tells are null. The
-- newest closed trade may be one of the live account.
-- $1 now timestamptz
with account as (
	select account, tier
	from account_snapshots
	where execution_mode = 'paper' and ts <= $1::timestamptz
	order by ts desc
	limit 1
), equity as (
	select s.equity, max(s.equity) over (order by s.ts) as peak
	from account_snapshots s
	join account using (account)
	where s.ts <= $1::timestamptz and s.equity is not null
), closed as (
	select h.exit_time, h.pnl
	from position_history h
	join account using (account)
	where h.exit_time <= $1::timestamptz
)
select (select account from account) as account, (select tier from account) as tier,
	(select count(*) from closed)::float8 as trades,
	(select count(distinct (exit_time at time zone 'America/New_York')::date) from closed)::float8 as sessions,
	(select max((peak - equity) / nullif(peak, 0)) * 100 from equity)::float8 as drawdown_pct,
	(select sum(c.answered_minutes) / nullif(sum(c.open_minutes), 0) * 100
		from capture_rate_daily c
		join account using (account))::float8 as capture_pct,
	((select count(*) from closed where pnl is null)
		+ (select count(*) from active_positions p join account using (account) where p.status <> 'closed' and p.missing_runs > 0)
		+ (select count(*) from trading_halts where cause = 'equity_gap' and cleared_at is null))::float8 as unexplained,
	(select extract(epoch from $1::timestamptz - max(exit_time)) / 86400
		from position_history
		where exit_time <= $1::timestamptz and account not like 'sim:%')::float8 as idle_days
