-- The last check before the POST: whether this run is still the sender of the order, and whether a halt forbids it now.
-- $1 client_order_id text, $2 run_id uuid, $3 now timestamptz
select o.status = 'sending' and o.sending_run_id = $2::uuid as is_sender,
	exists (
		select
		from trading_halts h
		where h.cleared_at is null and h.set_at <= $3::timestamptz
			and (h.expires_at is null or h.expires_at > $3::timestamptz)
			and (h.account is null or h.account = o.account)
			and (h.scope = 'all' or (o.purpose = 'entry' and (h.scope = 'entries' or h.ticker = o.ticker
				or h.strategy_type = (select e.strategy_type from dispatch_executions e
					where e.execution_id = o.execution_id))))
	) as halted
from broker_orders o
where o.client_order_id = $1
