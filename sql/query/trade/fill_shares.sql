-- Stores the shares of an assignment or exercise as a fill: they moved the cash. $1 names the leg, $2 counts its shares.
-- $1 key text, $2 cum_qty bigint, $3 account text, $4 position_id bigint, $5 symbol text, $6 side text, $7 qty bigint,
-- $8 price numeric, $9 now timestamptz
insert into fills (broker_order_id, cum_qty, account, position_id, symbol, side, qty, price, fee, filled_at, known_at, source)
values ($1, $2::bigint, $3, $4::bigint, $5, $6, $7::bigint, $8::numeric, 0, $9::timestamptz, $9::timestamptz, 'activity')
