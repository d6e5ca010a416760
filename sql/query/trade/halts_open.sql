-- Halts that are not cleared, also expired ones: the program decides by its own time whether a halt is in force.
-- $1 account text, $2 now timestamptz
select scope, coalesce(ticker, '') as ticker, reason, set_at, expires_at, cleared_at
from trading_halts
where (account is null or account = $1) and set_at <= $2::timestamptz and cleared_at is null
	and scope in ('entries', 'all', 'ticker')
order by set_at
