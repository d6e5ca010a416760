-- The series tables have a partition a month (UTC). A stage that meets a month without one makes it, with
-- the owner's rights and nothing else of the owner's.

-- Makes the partitions of PARENT that hold FROM_TS to TO_TS (both included). Answers how many were missing.
-- Attaching a finished table keeps the lock on the parent to one that lets readers and writers go on.
create function opt_partition_ensure(parent text, from_ts timestamptz, to_ts timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
	month timestamp := date_trunc('month', from_ts at time zone 'UTC');
	last  timestamp := date_trunc('month', to_ts at time zone 'UTC');
	child text;
	made  integer := 0;
begin
	if parent is null or parent not in ('lane_telemetry', 'lane_features', 'option_bars', 'iv_surface') then
		raise exception 'table "%" is not partitioned by month', parent using errcode = 'invalid_parameter_value';
	end if;
	-- a wrong clock must not fill the catalog: 50 years of months at most
	if month is null or last is null or last < month or last >= month + interval '50 years' then
		raise exception 'no months from % to %', from_ts, to_ts using errcode = 'invalid_parameter_value';
	end if;
	while month <= last loop
		child := parent || to_char(month, '"_"YYYY"_"MM');
		-- Two stages may meet the same missing month. Not by to_regclass: its cache may not know yet what the
		-- other one committed while this one waited.
		if not exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = child) then
			perform pg_advisory_xact_lock(hashtextextended('opt_partition_ensure', 0));
			if not exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = child) then
				execute format('create table public.%I (like public.%I including all)', child, parent);
				execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
					parent, child, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
				made := made + 1;
			end if;
		end if;
		month := month + interval '1 month';
	end loop;
	return made;
end
$$;

-- All four tables at once, for opt-migrate and opt-prune.
create function opt_partition_ensure_all(from_ts timestamptz, to_ts timestamptz) returns integer
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
	select sum(public.opt_partition_ensure(parent, from_ts, to_ts))::integer
	from unnest(array['lane_telemetry', 'lane_features', 'option_bars', 'iv_surface']) as parent
$$;

revoke all on function opt_partition_ensure(text, timestamptz, timestamptz) from public;
revoke all on function opt_partition_ensure_all(timestamptz, timestamptz) from public;
