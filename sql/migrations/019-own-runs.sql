-- Runs and leases are written by these functions, and a role writes those of its own programs: the role that reads feeds can
-- neither hold the lease of opt-posmon, nor lock it, nor give it back. Policies set the same limit to the statements of the
-- release before, which write both tables themselves.

-- The role that a program sets (.role in tools/PROGRAM.c); null for a program that has no runs.
create function opt_role_of(program text) returns name
language sql immutable set search_path = pg_catalog, pg_temp
as $$
	select case
		when program in ('opt-rss', 'opt-classify', 'opt-bars', 'opt-features', 'opt-universe', 'opt-chain') then 'opt_ingest'
		when program in ('opt-watchlist', 'opt-signal') then 'opt_decide'
		when program in ('opt-dispatch', 'opt-posmon') then 'opt_trade'
	end::name
$$;

-- True when the caller has set the role of PROGRAM or, having set none, is a member of it. In a function with the rights of
-- its owner, current_user is the owner; the setting "role" is still that of the caller.
create function opt_may_run(program text) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp
as $$
	select coalesce(pg_has_role(
		case current_setting('role') when 'none' then session_user else current_setting('role')::name end,
		public.opt_role_of(program), 'member'), false)
$$;

create function opt_check_program(program text) returns void
language plpgsql stable set search_path = pg_catalog, public, pg_temp
as $$
begin
	if not public.opt_may_run(program) then
		raise insufficient_privilege using message = format('role %s has no runs of %s',
			case current_setting('role') when 'none' then session_user else current_setting('role') end, program);
	end if;
end
$$;

create index pipeline_runs_running on pipeline_runs (stage, account) where status = 'running';

-- Begins a run: takes the lease if LEASED, inserts the row and marks earlier runs that were killed as lost. Returns the fence
-- of the lease; null without a lease, and when another run has it: then nothing is written. Leases use the real time of the
-- database. DEAD_FENCE is the fence of a holder known to be dead.
create function opt_run_begin(program text, of_account text, id uuid, on_host text, process integer, process_start bigint,
	seconds double precision, program_version text, pinned_at timestamptz, leased boolean, dead_fence bigint,
	of_params integer) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
	new_fence bigint;
	-- one day is the longest deadline
	time_left interval := make_interval(secs => least(greatest(seconds, 0), 86400));
begin
	perform public.opt_check_program(program);
	if leased then
		insert into public.stage_leases as l
			(stage, account, holder, host, pid, pid_start, acquired_at, expires_at, fence)
		values (program, of_account, id, on_host, process, process_start, clock_timestamp(),
			clock_timestamp() + time_left, 1)
		on conflict (stage, account) do update
		set holder = excluded.holder, host = excluded.host, pid = excluded.pid, pid_start = excluded.pid_start,
			acquired_at = excluded.acquired_at, expires_at = excluded.expires_at, fence = l.fence + 1
		where l.holder is null or l.expires_at <= clock_timestamp() or l.fence = dead_fence
		returning l.fence into new_fence;
		if new_fence is null then
			return null;
		end if;
	end if;
	-- The lease shows that an earlier run has ended. Without leases, runs may overlap: one is lost when its time, taken to be
	-- that of this run, is over by a minute.
	update public.pipeline_runs
	set status = 'lost', finished_at = clock_timestamp(), error = 'the run was killed, or its host stopped'
	where stage = program and account = of_account and status = 'running'
		and (leased or started_at < clock_timestamp() - time_left - interval '1 minute');
	insert into public.pipeline_runs
		(run_id, stage, account, version, host, pid, now_at, params_version, started_at)
	values (id, program, of_account, program_version, on_host, process, pinned_at, of_params, clock_timestamp());
	return new_fence;
end
$$;

-- Takes one more lease for a run that has its own: that of the account by its number at the broker. It expires with the
-- first. Returns the fence; null when another run has the lease or this run has lost its own.
create function opt_lease_take(program text, number text, id uuid, of_account text, own_fence bigint, dead_fence bigint,
	digest text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
	new_fence bigint;
begin
	perform public.opt_check_program(program);
	insert into public.stage_leases as l
		(stage, account, holder, host, pid, pid_start, acquired_at, expires_at, fence, key_digest)
	select own.stage, number, own.holder, own.host, own.pid, own.pid_start, clock_timestamp(), own.expires_at, 1, digest
	from public.stage_leases own
	where own.stage = program and own.account = of_account and own.holder = id and own.fence = own_fence
	on conflict (stage, account) do update
	set holder = excluded.holder, host = excluded.host, pid = excluded.pid, pid_start = excluded.pid_start,
		acquired_at = excluded.acquired_at, expires_at = excluded.expires_at, fence = l.fence + 1,
		key_digest = coalesce(excluded.key_digest, l.key_digest)
	where l.holder is null or l.expires_at <= clock_timestamp() or l.fence = dead_fence
	returning l.fence into new_fence;
	return new_fence;
end
$$;

-- Returns one row per lease that the run still has, and locks them, so that no other run takes them before the commit.
-- NUMBER is the account by its number, or null.
create function opt_lease_check(program text, of_account text, id uuid, own_fence bigint, number text, number_fence bigint)
returns setof integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
	perform public.opt_check_program(program);
	return query
	select 1
	from public.stage_leases
	where stage = program and holder = id
		and ((account = of_account and fence = own_fence) or (account = number and fence = number_fence))
	order by account
	for update;
end
$$;

-- Completes the row of a run and gives its leases back. A run that was taken for lost and ends after all is completed too.
-- False: the caller has no such run.
create function opt_run_end(id uuid, end_status text, status_of_exit smallint, all_counts jsonb, why text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
	update public.stage_leases set holder = null, expires_at = null
	where holder = id and public.opt_may_run(stage);
	update public.pipeline_runs
	set finished_at = clock_timestamp(), status = end_status, exit_status = status_of_exit, counts = all_counts, error = why
	where run_id = id and status in ('running', 'lost') and public.opt_may_run(stage);
	return found;
end
$$;

revoke all on function opt_role_of(text), opt_may_run(text), opt_check_program(text),
	opt_run_begin(text, text, uuid, text, integer, bigint, double precision, text, timestamptz, boolean, bigint, integer),
	opt_lease_take(text, text, uuid, text, bigint, bigint, text),
	opt_lease_check(text, text, uuid, bigint, text, bigint),
	opt_run_end(uuid, text, smallint, jsonb, text) from public;

create policy read_all on pipeline_runs for select using (true);
create policy begin_own on pipeline_runs for insert with check (opt_may_run(stage));
create policy change_own on pipeline_runs for update using (opt_may_run(stage)) with check (opt_may_run(stage));
create policy read_all on stage_leases for select using (true);
create policy begin_own on stage_leases for insert with check (opt_may_run(stage));
create policy change_own on stage_leases for update using (opt_may_run(stage)) with check (opt_may_run(stage));
alter table pipeline_runs enable row level security;
alter table stage_leases enable row level security;
