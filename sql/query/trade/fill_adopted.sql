-- Stores what an adopted order filled; a fill that is stored already stays, and then no row is returned.
-- $1 broker_order_id text, $2 cum_qty bigint, $3 account text, $4 client_order_id text, $5 position_id bigint, $6 symbol text,
-- $7 qty bigint, $8 price numeric, $9 fee numeric, $10 filled_at timestamptz, $11 known_at timestamptz, $12 side text
insert into fills (broker_order_id, cum_qty, account, client_order_id, position_id, symbol, side, qty, price, fee, filled_at,
	known_at, source)
values ($1, $2::bigint, $3, $4, $5::bigint, $6, $12, $7::bigint, $8::numeric, $9::numeric, $10::timestamptz,
	$11::timestamptz, 'poll')
on conflict (broker_order_id, cum_qty) do nothing
returning fee
