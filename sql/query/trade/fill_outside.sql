-- Stores a sale of ours by another client of the account, as its activity reports it.
-- $1 broker_order_id text, $2 cum_qty bigint, $3 account text, $4 position_id bigint, $5 symbol text, $6 side text,
-- $7 qty bigint, $8 price numeric, $9 fee numeric, $10 filled_at timestamptz, $11 known_at timestamptz
insert into fills (broker_order_id, cum_qty, account, position_id, symbol, side, qty, price, fee, filled_at, known_at, source)
values ($1, $2::bigint, $3, $4::bigint, $5, $6, $7::bigint, $8::numeric, $9::numeric, $10::timestamptz, $11::timestamptz,
	'activity')
on conflict (broker_order_id, cum_qty) do nothing
