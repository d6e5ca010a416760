-- The position that was closed to be opened again with more days to expiry, when the trade is the same, it was closed after $6
-- and nothing opened it again yet. An entry that ended without a fill opened nothing.
-- $1 account text, $2 ticker text, $3 instrument_type text, $4 strategy_type text, $5 now timestamptz, $6 closed since timestamptz,
-- $7 recommendation_id bigint that asks
select p.id, p.exit_price
from active_positions p
join position_events e on e.position_id = p.id and e.type = 'roll_planned'
where p.account = $1 and p.ticker = $2 and p.instrument_type = $3 and p.strategy_type = $4 and p.status = 'closed'
	and p.closed_at > $6::timestamptz and p.closed_at <= $5::timestamptz and p.close_reason in ('theta', 'credit_days')
	and not exists (
		select
		from position_events d
		join dispatch_recommendations r on r.id = (d.data ->> 'recommendation_id')::bigint
		where d.position_id = p.id and d.type = 'rolled' and r.id <> $7::bigint and r.created_at <= $5::timestamptz
			and r.status in ('PROCESSING', 'EXECUTED'))
order by p.closed_at desc, p.id desc
limit 1
