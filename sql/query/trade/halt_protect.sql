-- Sets a halt of entries for a protection ($2), unless one is already in force.
-- $1 account text, $2 cause text, $3 reason text, $4 now timestamptz, $5 expires_at timestamptz or null
insert into trading_halts (scope, account, cause, reason, set_by, set_at, expires_at)
select 'entries', $1, $2, $3, 'opt-dispatch', $4::timestamptz, $5::timestamptz
where not exists (
	select
	from trading_halts h
	where h.account = $1 and h.cause = $2 and h.cleared_at is null and h.set_at <= $4::timestamptz
		and (h.expires_at is null or h.expires_at > $4::timestamptz)
)
