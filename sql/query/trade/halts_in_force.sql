-- The halts in force, oldest first. $1 now timestamptz
select id, scope, coalesce(ticker, '') as ticker, coalesce(strategy_type, '') as strategy_type,
	coalesce(account, '') as account, cause, reason, set_by, set_at, expires_at
from trading_halts
where cleared_at is null and (expires_at is null or expires_at > $1::timestamptz)
order by set_at, id
