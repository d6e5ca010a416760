-- The kept halves that may be bought: a look after $2 confirmed them, no order for them was sent, nothing of the position was sold,
-- and no order of it works but a protective stop.
-- $1 account text, $2 since timestamptz, $3 now timestamptz, $4 position_id bigint, null: of any position
select p.id as position_id, p.execution_id, e.recommendation_id, r.ts as recommended_at, p.ticker,
	coalesce(p.option_symbol, p.ticker) as symbol, p.instrument_type, p.strategy_type, p.quantity as held,
	p.entry_underlying_price as entry_underlying, e.scale_in_qty as quantity, e.scale_in_distance as distance, o.last_attempt
from active_positions p
join dispatch_executions e on e.execution_id = p.execution_id
join dispatch_recommendations r on r.id = e.recommendation_id and r.created_at <= $3::timestamptz
cross join lateral (
	select max(k.attempt) as last_attempt, count(*) filter (where k.is_open) as working,
		count(*) filter (where k.reason = 'scale_in') as intents,
		count(*) filter (where k.reason = 'scale_in' and (k.status <> 'canceled' or k.broker_order_id is not null)) as sent
	from broker_orders k
	where k.execution_id = p.execution_id and k.purpose = 'entry' and k.leg = 0
) o
where p.account = $1 and p.status = 'open' and p.adjusted_to is null and p.close_request is null
	and p.quantity = p.original_quantity and p.target_reached_at is null and p.trailing_armed_at is null
	and p.scale_in_confirmed_at > $2::timestamptz and p.scale_in_confirmed_at <= $3::timestamptz
	and e.scale_in_qty > 0 and p.original_quantity <= e.qty and e.scale_in_until >= $3::timestamptz
	and o.working = 0 and o.sent = 0 and o.intents < 20
	and not exists (select from broker_orders x where x.position_id = p.id and x.purpose = 'exit' and x.is_open)
	and ($4::bigint is null or p.id = $4::bigint)
order by p.scale_in_confirmed_at, p.id
