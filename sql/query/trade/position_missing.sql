-- Counts the runs that did not find all of a position at the broker, each run once. A run that found it resets the count and
-- removes the marks.
-- $1 id bigint, $2 found bool, $3 run_id uuid, $4 now timestamptz
update active_positions
set missing_runs = case when $2::boolean then 0
		else least(30000, missing_runs + (missing_run_id is distinct from $3::uuid)::integer) end,
	missing_run_id = case when not $2::boolean then $3::uuid end,
	missing_since = case when not $2::boolean then coalesce(missing_since, $4::timestamptz) end,
	unexplained_since = case when not $2::boolean then unexplained_since end,
	adjusted_to = case when not $2::boolean then adjusted_to end
where id = $1::bigint
returning missing_runs
