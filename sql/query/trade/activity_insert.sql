-- Stores a broker activity that explains how a part of a position ended. Returns a row only the first time, so that each
-- activity is booked once; one that was stored for its cash is not booked yet.
-- $1 id text, $2 account text, $3 activity_type text, $4 order_id text, $5 symbol text, $6 side text, $7 qty numeric,
-- $8 price numeric, $9 net_amount numeric, $10 activity_date date, $11 transaction_time timestamptz, $12 data jsonb,
-- $13 position_id bigint, $14 now timestamptz
insert into broker_activities (id, account, activity_type, order_id, symbol, side, qty, price, net_amount, activity_date,
	transaction_time, data, position_id, known_at, applied_at)
values ($1, $2, $3, $4, $5, $6, $7::numeric, $8::numeric, $9::numeric, $10::date, $11::timestamptz, $12::jsonb,
	$13::bigint, $14::timestamptz, $14::timestamptz)
on conflict (id) do update
set position_id = excluded.position_id, applied_at = excluded.applied_at
where broker_activities.applied_at is null
returning id
