-- Ends the quarantine of an order, and the halt of its ticker that came with it; says whether there was one.
-- $1 client_order_id text, $2 now timestamptz
select opt_order_release($1, $2::timestamptz) as released
