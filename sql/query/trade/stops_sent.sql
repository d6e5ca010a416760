-- The stops of each open position: the number of the last one, and how many of the session the broker refused, dropped or
-- cancelled by itself.
-- $1 account text, $2 trade_day date
select o.position_id, max(o.exit_number) as number, count(*) filter (where o.trade_day = $2::date
	and (o.status in ('rejected', 'dropped') or (o.status = 'canceled' and o.sent_at is not null
		and o.cancel_requested_at is null and o.broker_order_id is not null)))::integer as refusals
from broker_orders o
join active_positions p on p.id = o.position_id
where o.account = $1 and o.purpose = 'stop' and p.status <> 'closed'
group by o.position_id
order by o.position_id
