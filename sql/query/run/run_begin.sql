-- Begins a run: takes the lease if $10, inserts the row of pipeline_runs and reads the newest parameters.
-- Newest: of those made by $9, so that a run at a pinned time decides by the limits of that time; before the first, the first.
-- If another run has the lease, no row is inserted and fence is null. Leases use the real time of the database.
-- The column added is read by its name in the whole row, so that a schema without it is told as one of an older version.
-- $1 stage text, $2 account text, $3 run_id uuid, $4 host text, $5 pid int, $6 pid_start bigint, $7 seconds float8 to the
-- deadline, $8 version text, $9 now_at timestamptz, $10 lease wanted bool, $11 fence bigint of a holder known to be dead
with parameters as (
	select version, params, nullif(to_jsonb(t) -> 'added', 'null') as added from trading_params t
	where version = coalesce((select max(version) from trading_params where created_at <= $9::timestamptz),
		(select min(version) from trading_params))
)
select coalesce((select max(version) from schema_migrations), 0) as schema_version,
	opt_run_begin($1, $2, $3::uuid, $4, $5::integer, $6::bigint, $7::float8, $8, $9::timestamptz, $10::boolean,
		$11::bigint, (select version from parameters)) as fence,
	(select version from parameters) as params_version,
	(select params from parameters) as params,
	(select added from parameters) as added
