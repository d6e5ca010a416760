-- Stores a leg of an order for a spread that was found at the broker, with its booked quantity.
-- $1 client_order_id text, $2 leg int, $3 option_symbol text, $4 side text, $5 position_intent text, $6 broker_order_id text,
-- $7 filled bigint, $8 average price numeric
insert into order_legs as l (client_order_id, leg, option_symbol, side, position_intent, broker_order_id, filled_qty,
	filled_avg_price, booked_qty)
values ($1, $2::smallint, $3, $4, $5, $6, $7::bigint, $8::numeric, $7::bigint)
on conflict (client_order_id, leg) do update
set broker_order_id = excluded.broker_order_id, filled_qty = greatest(l.filled_qty, excluded.filled_qty),
	filled_avg_price = excluded.filled_avg_price, booked_qty = greatest(l.filled_qty, excluded.filled_qty)
