-- The halts in force, oldest first: of what, since when, by whom, why, and until when. $1 now timestamptz, $2 today date
select id as halt_id, scope, coalesce(ticker, strategy_type, scope) as subject, account, set_at, set_by, cause, reason, expires_at
from trading_halts
where cleared_at is null and set_at <= $1::timestamptz and (expires_at is null or expires_at > $1::timestamptz)
	and $2::date is not null
order by set_at, id
