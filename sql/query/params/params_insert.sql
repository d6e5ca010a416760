-- Stores a new version of the parameters. Inserts nothing when another set has stored this version number.
-- $1 version int, $2 params jsonb, $3 author text, $4 reason text, $5 created_at timestamptz
insert into trading_params (version, params, author, reason, created_at)
values ($1::integer, $2::jsonb, $3, $4, $5::timestamptz)
on conflict (version) do nothing
