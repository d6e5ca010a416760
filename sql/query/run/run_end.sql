-- Completes the row of a run and gives its lease back.
-- $1 run_id uuid, $2 status text, $3 exit_status int, $4 counts jsonb, $5 error text
with lease as (
	update stage_leases set holder = null, expires_at = null where holder = $1::uuid
)
update pipeline_runs
set finished_at = clock_timestamp(), status = $2, exit_status = $3::smallint, counts = $4::jsonb, error = $5
where run_id = $1::uuid
