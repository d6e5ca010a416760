-- Stores the state of a check that is bad, or was told to be bad. $1 name text, $2 level text, $3 began_at timestamptz, $4 runs int,
-- $5 good_runs int, $6 told_level text or null
insert into alert_conditions (name, level, began_at, runs, good_runs, told_level)
values ($1, $2, $3::timestamptz, $4::integer, $5::integer, $6)
on conflict (name) do update
set level = excluded.level, began_at = excluded.began_at, runs = excluded.runs, good_runs = excluded.good_runs,
	told_level = excluded.told_level
