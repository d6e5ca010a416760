-- Every open position, but those that a split or a rename replaced, with its last exit order, for the decisions of the
-- monitor. exit_seen counts the attempts of that exit that the broker has seen, exit_since is the time of its first order. A
-- spread has two legs, any other position none. Shares of an assignment continue the ids of the spread that they came from.
-- $1 account text
select p.id, p.execution_id, p.ticker, p.instrument_type, p.strategy_type, coalesce(p.option_symbol, p.ticker) as symbol,
	p.expiration_date, p.side, p.quantity, p.original_quantity, p.entry_price, p.entry_underlying_price, p.entry_spread,
	p.entry_time, p.stop, p.target, p.target_reached_at is not null as target_taken,
	p.trailing_armed_at is not null as trailing_armed, p.peak_price, p.lowest_price, p.last_checked_at, left(p.close_request, 60) as close_request,
	coalesce(p.last_good_iv, p.entry_iv) as iv,
	case when p.last_good_iv is null then p.entry_time else p.last_good_iv_at end as iv_at, p.stop_atr, p.blind_looks, p.stuck_looks,
	coalesce(e.client_order_id, (
		select min(o.client_order_id)
		from broker_orders o
		where o.position_id = coalesce(p.came_from, p.id) and o.purpose = 'entry')) as entry_order_id,
	p.came_from is not null as is_of_leg, e.scale_in_qty, e.scale_in_distance, e.scale_in_until,
	-- an intent of which no byte was sent leaves the kept half for another one; the 20th is the last. Of an adopted position more
	-- than the first half was bought when it has more.
	e.scale_in_qty is not null and (p.original_quantity > e.qty or (select count(*) >= 20 or count(*) filter (where k.status <> 'canceled' or k.broker_order_id is not null) > 0
	from broker_orders k
	where k.execution_id = p.execution_id and k.purpose = 'entry' and k.reason = 'scale_in')) as scale_in_ordered,
	coalesce(x.exit_number, p.exits) as exit_number, x.attempt, x.status as exit_status, x.qty as exit_qty,
	x.filled_qty as exit_filled, x.trade_day as exit_day, x.reason as exit_reason,
	(select min(s.created_at)
	from broker_orders s
	where s.position_id = p.id and s.purpose = 'exit' and s.exit_number = x.exit_number) as exit_since,
	(select count(*)
	from broker_orders s
	where s.position_id = p.id and s.purpose = 'exit' and s.exit_number = x.exit_number
		and (s.broker_order_id is not null or s.status = 'rejected')) as exit_seen,
	l0.option_symbol as leg0_symbol, l0.side as leg0_side, l0.quantity as leg0_quantity, l0.entry_price as leg0_entry_price,
	coalesce(l0.last_good_iv, p.entry_iv) as leg0_iv,
	case when l0.last_good_iv is null then p.entry_time else l0.last_good_iv_at end as leg0_iv_at, l0.gone_for as leg0_gone_for,
	l1.option_symbol as leg1_symbol, l1.side as leg1_side, l1.quantity as leg1_quantity, l1.entry_price as leg1_entry_price,
	coalesce(l1.last_good_iv, p.entry_iv) as leg1_iv,
	case when l1.last_good_iv is null then p.entry_time else l1.last_good_iv_at end as leg1_iv_at, l1.gone_for as leg1_gone_for
from active_positions p
left join position_legs l0 on l0.position_id = p.id and l0.leg = 0
left join position_legs l1 on l1.position_id = p.id and l1.leg = 1
left join dispatch_executions e on e.execution_id = p.execution_id
left join broker_orders x on x.client_order_id = (
	select l.client_order_id
	from broker_orders l
	where l.position_id = p.id and l.purpose = 'exit'
	order by l.exit_number desc, l.attempt desc
	limit 1)
where p.account = $1 and p.status <> 'closed' and p.quantity > 0 and p.adjusted_to is null
order by p.id
