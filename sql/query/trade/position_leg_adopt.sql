-- Stores a leg of an adopted spread: what is left of it, and at which price our exits closed the rest.
-- $1 position_id bigint, $2 leg int, $3 option_symbol text, $4 option_type text, $5 strike_price numeric,
-- $6 expiration_date date, $7 side text, $8 quantity bigint, $9 entry_price numeric, $10 exit_price numeric
insert into position_legs (position_id, leg, option_symbol, option_type, strike_price, expiration_date, side, quantity,
	entry_price, exit_price)
values ($1::bigint, $2::smallint, $3, $4, $5::numeric, $6::date, $7, $8::bigint, $9::numeric, $10::numeric)
