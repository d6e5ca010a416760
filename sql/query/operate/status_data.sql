-- The facts about data: the newest of each kind, what waits, feeds, partitions. A bar of a minute ends a minute after its time;
-- bars of an earlier day are none.
-- $1 now timestamptz, $2 failed fetches in a row from which on a feed fails int
with feed as (
	select coalesce(name, feed_url) as name, failures >= $2::int as fails
	from feed_state
	where enabled
), series as (
	select i.inhparent, substring(pg_get_expr(c.relpartbound, c.oid) from $re$TO \('([^']*)'\)$re$)::timestamptz as ends
	from pg_inherits i
	join pg_class c on c.oid = i.inhrelid
	where i.inhparent in ('lane_telemetry'::regclass, 'lane_features'::regclass, 'option_bars'::regclass, 'iv_surface'::regclass)
), ahead as (
	select p.relname, coalesce(extract(epoch from max(s.ends) - $1::timestamptz) / 86400, 0) as days
	from pg_class p
	left join series s on s.inhparent = p.oid
	where p.oid in ('lane_telemetry'::regclass, 'lane_features'::regclass, 'option_bars'::regclass, 'iv_surface'::regclass)
	group by p.relname
)
select 'bars' as fact, max(ts) + interval '1 minute' as at, null::float8 as number, null::text as detail
from lane_telemetry
where ts > $1::timestamptz - interval '1 day' and ts <= $1::timestamptz
union all
select 'features', max(ts) + interval '1 minute', null, null
from lane_features
where ts > $1::timestamptz - interval '1 day' and ts <= $1::timestamptz
union all
select 'watchlist', (select max(computed_at) from watchlist_state), null, null
union all
select 'watched', null, (select count(*) from watchlist_state where in_watchlist)::float8, null
union all
select 'backlog', min(fetched_at), count(*)::float8, case count(*) when 0 then null else count(*) || ' wait' end
from inbound_events_raw
where processed_at is null and parked_at is null and fetched_at <= $1::timestamptz
union all
select 'feeds', null, count(*)::float8, null
from feed
union all
select 'feeds_failing', null, count(*)::float8, left(string_agg(name, ', ' order by name), 150)
from feed
where fails
union all
select 'feeds_working', null, count(*) filter (where not fails)::float8, null
from feed
having count(*) > 0
union all
(select 'partition_days', null, floor(days)::float8, relname::text
from ahead
order by days, relname
limit 1)
