-- Halts that are not cleared, also expired ones: the program decides by its own time whether a halt is in force. A halt of a
-- strategy stops its entries only, so it has the scope entries here. The strategy is $3, else that of the execution $4; without
-- either, halts of strategies are left out.
-- $1 account text, $2 now timestamptz, $3 strategy_type text or null, $4 execution_id uuid or null
select case when scope = 'strategy' then 'entries' else scope end as scope, coalesce(ticker, '') as ticker, reason, set_at,
	expires_at, cleared_at
from trading_halts
where (account is null or account = $1) and set_at <= $2::timestamptz and cleared_at is null
	and (scope in ('entries', 'all', 'ticker') or (scope = 'strategy' and strategy_type = coalesce($3,
		(select e.strategy_type from dispatch_executions e where e.execution_id = $4::uuid))))
order by set_at
