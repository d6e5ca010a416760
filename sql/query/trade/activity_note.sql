-- Stores a broker activity that changed the cash and belongs to no position: a deposit, a dividend, a fee.
-- $1 id text, $2 account text, $3 activity_type text, $4 symbol text, $5 net_amount numeric, $6 activity_date date,
-- $7 data jsonb, $8 now timestamptz, $9 activity_sub_type text
insert into broker_activities (id, account, activity_type, activity_sub_type, symbol, net_amount, activity_date, data, known_at)
values ($1, $2, $3, $9, $4, $5::numeric, $6::date, $7::jsonb, $8::timestamptz)
on conflict (id) do nothing
