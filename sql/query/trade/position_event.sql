-- Stores an event of a position.
-- $1 position_id bigint, $2 ts timestamptz, $3 type text, $4 data jsonb, $5 run_id uuid
insert into position_events (position_id, ts, type, data, run_id)
values ($1::bigint, $2::timestamptz, $3, coalesce($4::jsonb, '{}'), $5::uuid)
