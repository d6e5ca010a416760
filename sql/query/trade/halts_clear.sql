-- Clears every halt that is in force, those of protections too, and returns them.
-- $1 now timestamptz, $2 cleared_by text
update trading_halts
set cleared_at = $1::timestamptz, cleared_by = $2
where cleared_at is null and (expires_at is null or expires_at > $1::timestamptz)
returning id, scope, coalesce(ticker, '') as ticker, coalesce(strategy_type, '') as strategy_type,
	coalesce(account, '') as account, cause, reason, set_by, set_at, expires_at
