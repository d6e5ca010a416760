-- Stores a leg of the intent of an order for a spread.
-- $1 client_order_id text, $2 leg int, $3 option_symbol text, $4 side text, $5 position_intent text, $6 ratio int
insert into order_legs (client_order_id, leg, option_symbol, side, position_intent, ratio)
values ($1, $2::smallint, $3, $4, $5, $6::integer)
