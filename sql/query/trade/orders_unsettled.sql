-- Orders that are not settled: those that are not terminal, those with fills that are not booked, and the dropped ones of the
-- session, which may be at the broker after all. Urgent ones come first: those of positions, and those of tickers with one; of these
-- the exits, then the protective stops; each kind oldest first, the dropped ones last.
-- sender_is_gone is true when no run can still be sending the order. An order for a spread has two legs, others none.
-- $1 account text, $2 trade_day date
select o.client_order_id, o.purpose, o.recommendation_id, o.execution_id, o.position_id, o.leg, o.exit_number, o.attempt,
	o.ticker, o.symbol, o.side, o.position_intent, o.order_type, o.qty, o.limit_price, o.stop_price, o.first_mid, o.reason, o.status,
	o.broker_order_id, o.filled_qty, o.filled_avg_price, o.booked_qty, o.misses, o.miss_runs, o.last_miss_run_id,
	o.created_at, o.sent_at, o.cancel_requested_at, o.quarantined_at,
	o.sender_deadline is null or o.sender_deadline <= clock_timestamp() or exists (
		select from pipeline_runs r where r.run_id = o.sending_run_id and r.finished_at is not null
	) as sender_is_gone,
	o.purpose in ('exit', 'stop') or exists (
		select from active_positions p where p.account = o.account and p.ticker = o.ticker and p.status <> 'closed'
	) as is_urgent,
	case when l0.leg is null then 0 else 2 end as leg_count,
	l0.option_symbol as leg0_symbol, l0.side as leg0_side, l0.position_intent as leg0_position_intent,
	l0.ratio as leg0_ratio, l0.broker_order_id as leg0_broker_order_id, l0.filled_qty as leg0_filled_qty,
	l0.booked_qty as leg0_booked_qty, l0.filled_avg_price as leg0_filled_avg_price,
	l1.option_symbol as leg1_symbol, l1.side as leg1_side, l1.position_intent as leg1_position_intent,
	l1.ratio as leg1_ratio, l1.broker_order_id as leg1_broker_order_id, l1.filled_qty as leg1_filled_qty,
	l1.booked_qty as leg1_booked_qty, l1.filled_avg_price as leg1_filled_avg_price
from broker_orders o
left join order_legs l0 on l0.client_order_id = o.client_order_id and l0.leg = 0
left join order_legs l1 on l1.client_order_id = o.client_order_id and l1.leg = 1
where o.account = $1
	and (o.is_open or o.booked_qty < o.filled_qty or (o.status = 'dropped' and o.trade_day = $2::date))
order by is_urgent desc, o.status = 'dropped', array_position(array['exit', 'stop', 'entry'], o.purpose), o.created_at, o.client_order_id
