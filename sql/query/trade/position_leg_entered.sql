-- Adds a fill of an entry to a leg of its position. The entry price is the average of the leg's fills, which are stored.
-- $1 position_id bigint, $2 leg int, $3 option_symbol text, $4 option_type text, $5 strike_price numeric,
-- $6 expiration_date date, $7 side text, $8 ratio int, $9 quantity bigint
insert into position_legs as l (position_id, leg, option_symbol, option_type, strike_price, expiration_date, side, ratio,
	quantity, entry_price)
values ($1::bigint, $2::smallint, $3, $4, $5::numeric, $6::date, $7, $8::integer, $9::bigint,
	(select sum(f.qty * f.price) / sum(f.qty)
	from fills f
	join broker_orders o on o.client_order_id = f.client_order_id
	where f.position_id = $1::bigint and f.symbol = $3 and o.purpose = 'entry'))
on conflict (position_id, leg) do update
set quantity = l.quantity + excluded.quantity, entry_price = excluded.entry_price
