-- Stores a new version of the parameters. Inserts nothing when another set has stored this version number.
-- $1 version int, $2 params jsonb, $3 added jsonb, $4 author text, $5 reason text, $6 created_at timestamptz
insert into trading_params (version, params, added, author, reason, created_at)
values ($1::integer, $2::jsonb, $3::jsonb, $4, $5, $6::timestamptz)
on conflict (version) do nothing
