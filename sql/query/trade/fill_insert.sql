-- Stores a fill that a look-up of the order found.
-- $1 broker_order_id text, $2 cum_qty bigint, $3 account text, $4 client_order_id text, $5 position_id bigint, $6 symbol text,
-- $7 side text, $8 qty bigint, $9 price numeric, $10 fee numeric, $11 filled_at timestamptz, $12 known_at timestamptz
insert into fills (broker_order_id, cum_qty, account, client_order_id, position_id, symbol, side, qty, price, fee, filled_at,
	known_at, source)
values ($1, $2::bigint, $3, $4, $5::bigint, $6, $7, $8::bigint, $9::numeric, $10::numeric, $11::timestamptz,
	$12::timestamptz, 'poll')
