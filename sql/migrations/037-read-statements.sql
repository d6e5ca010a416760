-- opt-query runs a statement that a person wrote. The statement must not get more rights than opt_read has, also when the person
-- connects as a superuser: a function with the rights of its owner cannot change its role, so the statement runs in two of
-- them, which opt_read owns (sql/roles.sql). PostgreSQL refuses to open a cursor for more than one statement, and for one
-- that returns no rows. opt-query calls both in a transaction that is read-only and rolled back.

create function opt_read_check() returns void
language plpgsql stable set search_path = pg_catalog, public, pg_temp
as $$
begin
	if current_user <> 'opt_read' then
		raise insufficient_privilege using message = format('statements are read with the rights of opt_read, not of %s',
			current_user);
	end if;
end
$$;

-- Opens the cursor for the statement. $1, $2 and $3 in the statement are AT, SINCE and OF_TICKER.
create function opt_read_open(statement text, at timestamptz, since timestamptz, of_ticker text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
	cursor_ refcursor := 'opt_read_rows';
begin
	perform public.opt_read_check();
	open cursor_ no scroll for execute statement using at, since, of_ticker;
end
$$;

-- Returns the values of the next rows of the cursor, in the order of the columns, as JSON; no value at the end. A page ends
-- early after 8 MB, so that the memory of the client stays bounded, and for the same reason a longer row is refused.
create function opt_read_fetch(most integer, out value text) returns setof text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
	cursor_ refcursor := 'opt_read_rows';
	page_max constant bigint := 8 << 20;
	row_max constant bigint := 16 << 20;
	bytes bigint := 0;
	row_ record;
	size bigint;
begin
	perform public.opt_read_check();
	for number in 1 .. most loop
		fetch cursor_ into row_;
		exit when not found;
		size := octet_length(to_json(row_)::text);
		if size > row_max then
			raise program_limit_exceeded using message = format('a row has %s bytes; at most %s are read', size, row_max);
		end if;
		return query select e.value::text from json_each(to_json(row_)) e;
		bytes := bytes + size;
		exit when bytes > page_max;
	end loop;
end
$$;

revoke all on function opt_read_check(), opt_read_open(text, timestamptz, timestamptz, text), opt_read_fetch(integer) from public;
