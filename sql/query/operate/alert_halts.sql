-- Halts that an operator set, and halts that ended, which are not told yet. A protection tells its own halt when it sets it.
-- $1 since timestamptz, $2 now timestamptz
with halts as (
	select h.*, coalesce(h.ticker, h.strategy_type, h.scope) as subject,
		least(h.cleared_at, case when h.expires_at <= $2::timestamptz then h.expires_at end) as ended_at
	from trading_halts h
	where h.set_at <= $2::timestamptz
)
select 'halt_set:' || id || ':' || extract(epoch from set_at)::bigint as key, subject, reason, set_by as by_whom,
	set_at as at, false as ended
from halts
where cause = 'operator' and set_at > $1::timestamptz
	and not exists (
		select from alert_outbox a where a.dedupe_key = 'halt_set:' || id || ':' || extract(epoch from set_at)::bigint)
union all
select 'halt_over:' || id || ':' || extract(epoch from set_at)::bigint, subject, reason,
	coalesce(case when cleared_at = ended_at then cleared_by end, 'its time'), ended_at, true
from halts
where ended_at > $1::timestamptz and ended_at <= $2::timestamptz
	and not exists (
		select from alert_outbox a where a.dedupe_key = 'halt_over:' || id || ':' || extract(epoch from set_at)::bigint)
order by at, key
