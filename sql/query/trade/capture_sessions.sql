-- Stores the sessions in which captured positions were open, for the views of the capture rate.
-- $1 jsonb [{day, opens_at, closes_at}]
insert into capture_sessions (day, opens_at, closes_at)
select day, opens_at, closes_at
from jsonb_to_recordset($1::jsonb) as r (day date, opens_at timestamptz, closes_at timestamptz)
on conflict (day) do nothing
