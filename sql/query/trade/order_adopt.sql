-- Stores an order of ours that was found at the broker, with its booked quantity. When the ledger has it, it becomes filled.
-- $1 client_order_id text, $2 account text, $3 recommendation_id bigint, $4 execution_id uuid, $5 position_id bigint,
-- $6 attempt int, $7 ticker text, $8 symbol text, $9 position_intent text, $10 qty bigint, $11 limit_price numeric,
-- $12 status text, $13 broker_status text, $14 broker_order_id text, $15 filled bigint, $16 average price numeric,
-- $17 run_id uuid, $18 trade_day date, $19 submitted timestamptz, $20 filled_at timestamptz, $21 now timestamptz
insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, position_id, attempt, ticker,
	symbol, side, position_intent, order_type, qty, limit_price, request, status, broker_status, broker_order_id,
	filled_qty, filled_avg_price, booked_qty, intent_run_id, trade_day, created_at, sent_at, filled_at, updated_at,
	adopted_at)
values ($1, $2, 'entry', $3::bigint, $4::uuid, $5::bigint, $6::smallint, $7, $8, 'buy', $9, 'limit', $10::bigint,
	$11::numeric, '{}', $12, $13, $14, $15::bigint, $16::numeric, $15::bigint, $17::uuid, $18::date,
	$19::timestamptz, $19::timestamptz, $20::timestamptz, $21::timestamptz, $21::timestamptz)
on conflict (client_order_id) do update
set position_id = excluded.position_id, status = excluded.status, broker_status = excluded.broker_status,
	broker_order_id = coalesce(excluded.broker_order_id, broker_orders.broker_order_id),
	filled_qty = least(broker_orders.qty, greatest(broker_orders.filled_qty, excluded.filled_qty)),
	booked_qty = least(broker_orders.qty, greatest(broker_orders.filled_qty, excluded.filled_qty)),
	filled_avg_price = coalesce(excluded.filled_avg_price, broker_orders.filled_avg_price),
	filled_at = coalesce(excluded.filled_at, broker_orders.filled_at), updated_at = excluded.updated_at,
	adopted_at = excluded.adopted_at
