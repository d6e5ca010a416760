-- Stores the intent of an order, before any byte is sent.
-- $1 client_order_id text, $2 account text, $3 purpose text, $4 recommendation_id bigint, $5 execution_id uuid,
-- $6 position_id bigint, $7 leg int, $8 exit_number int, $9 attempt int, $10 ticker text, $11 symbol text, $12 side text,
-- $13 position_intent text, $14 order_type text, $15 qty bigint, $16 limit_price numeric, $17 first_mid numeric, $18 request jsonb,
-- $19 quote_snapshot jsonb, $20 reason text, $21 run_id uuid, $22 trade_day date, $23 now timestamptz,
-- $24 stop_price numeric
insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, position_id, leg, exit_number,
	attempt, ticker, symbol, side, position_intent, order_type, qty, limit_price, first_mid, request, quote_snapshot,
	reason, intent_run_id, trade_day, created_at, updated_at, stop_price)
values ($1, $2, $3, $4::bigint, $5::uuid, $6::bigint, $7::smallint, $8::integer, $9::smallint, $10, $11, $12, $13, $14,
	$15::bigint, $16::numeric, $17::numeric, $18::jsonb, $19::jsonb, $20, $21::uuid, $22::date, $23::timestamptz,
	$23::timestamptz, $24::numeric)
