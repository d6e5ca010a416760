-- Sets a halt for every account and returns it as it is stored.
-- $1 scope text, $2 ticker text or null, $3 reason text, $4 set_by text, $5 now timestamptz, $6 expires_at timestamptz or null
insert into trading_halts (scope, ticker, cause, reason, set_by, set_at, expires_at)
values ($1, $2, 'operator', $3, $4, $5::timestamptz, $6::timestamptz)
returning id, scope, coalesce(ticker, '') as ticker, coalesce(strategy_type, '') as strategy_type,
	coalesce(account, '') as account, cause, reason, set_by, set_at, expires_at
