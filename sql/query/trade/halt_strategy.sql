-- Halts the entries of a strategy whose results are negative, unless that halt is in force, or an operator cleared it after the
-- last trade of the strategy closed.
-- $1 account text, $2 strategy_type text, $3 reason text, $4 now timestamptz, $5 last close of the strategy timestamptz
insert into trading_halts (scope, account, strategy_type, cause, reason, set_by, set_at)
select 'strategy', $1, $2, 'negative_kelly', $3, 'opt-dispatch', $4::timestamptz
where not exists (
	select
	from trading_halts h
	where h.account = $1 and h.strategy_type = $2 and h.cause = 'negative_kelly' and h.set_at <= $4::timestamptz
		and (h.cleared_at is null or h.cleared_at >= $5::timestamptz)
)
