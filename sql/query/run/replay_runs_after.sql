-- Checks whether the database has runs at or after the first minute of a replay. $1 from timestamptz
select exists (select from pipeline_runs where now_at >= $1::timestamptz) as used
