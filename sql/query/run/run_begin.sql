-- Begins a run: takes the lease if $10, inserts the row of pipeline_runs and reads the newest parameters.
-- If another run has the lease, no row is inserted and fence is null. Leases use the real time of the database.
-- $1 stage text, $2 account text, $3 run_id uuid, $4 host text, $5 pid int, $6 pid_start bigint, $7 seconds float8 to the
-- deadline, $8 version text, $9 now_at timestamptz, $10 lease wanted bool, $11 fence bigint of a holder known to be dead
with lease as (
	insert into stage_leases as l (stage, account, holder, host, pid, pid_start, acquired_at, expires_at, fence)
	select $1, $2, $3::uuid, $4, $5::integer, $6::bigint, clock_timestamp(),
		clock_timestamp() + make_interval(secs => $7::float8), 1
	where $10::boolean
	on conflict (stage, account) do update
	set holder = excluded.holder, host = excluded.host, pid = excluded.pid, pid_start = excluded.pid_start,
		acquired_at = excluded.acquired_at, expires_at = excluded.expires_at, fence = l.fence + 1
	where l.holder is null or l.expires_at <= clock_timestamp() or l.fence = $11::bigint
	returning fence
), parameters as (
	select version, params from trading_params order by version desc limit 1
), run as (
	insert into pipeline_runs (run_id, stage, account, version, host, pid, now_at, params_version, started_at)
	select $3::uuid, $1, $2, $8, $4, $5::integer, $9::timestamptz, (select version from parameters), clock_timestamp()
	where not $10::boolean or exists (select from lease)
)
select coalesce((select max(version) from schema_migrations), 0) as schema_version,
	(select fence from lease) as fence,
	(select version from parameters) as params_version,
	(select params from parameters) as params
