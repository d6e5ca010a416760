-- Updates an execution from its order: the status, and the entry price when the order fills. The slippage is that price
-- against the mid when the first order was priced, in 1/100 of a per cent of it; positive: paid more.
-- $1 execution_id uuid, $2 status text, $3 client_order_id text, $4 broker_order_id text, $5 entry_price numeric,
-- $6 premium_paid numeric, $7 filled_at timestamptz
update dispatch_executions
set status = $2, client_order_id = $3, broker_order_id = coalesce($4, broker_order_id),
	entry_price = coalesce($5::numeric, entry_price), premium_paid = coalesce($6::numeric, premium_paid),
	simulated_ts = coalesce($7::timestamptz, simulated_ts),
	slippage_bps = coalesce((
		-- a spread's mid is negative when it is received, its entry price never is
		select ((case when o.first_mid < 0 then 1 + $5::numeric / o.first_mid
			else $5::numeric / nullif(o.first_mid, 0) - 1 end) * 10000)::float8
		from broker_orders o
		where o.client_order_id = $3), slippage_bps)
where execution_id = $1::uuid
