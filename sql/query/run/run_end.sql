-- Completes the row of a run and gives its leases back.
-- $1 run_id uuid, $2 status text, $3 exit_status int, $4 counts jsonb, $5 error text
select opt_run_end($1::uuid, $2, $3::smallint, $4::jsonb, $5) as ended
