-- Adds feeds. A feed that exists is enabled again and made due; it keeps its name unless a new one is given. Returns the rows.
-- $1 feed_urls text[], $2 names text[] (same length; '': none), $3 interval_s int, $4 now timestamptz
insert into feed_state as f (feed_url, fetch_url, name, interval_s, added_at)
select distinct on (url) url, url, nullif(name, ''), $3::integer, $4::timestamptz
from unnest($1::text[], $2::text[]) with ordinality as u (url, name, position)
order by url, position
on conflict (feed_url) do update
set name = coalesce(excluded.name, f.name), interval_s = excluded.interval_s, enabled = true, next_due = null,
	failures = 0, last_error = null, fetch_url = excluded.fetch_url
returning feed_url, fetch_url, name, enabled, interval_s, last_fetch, last_ok, last_status, next_due, failures, last_error
