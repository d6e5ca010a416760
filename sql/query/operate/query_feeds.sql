-- opt-query feeds: all feeds, failing ones first, each with its articles since $2, or of all time. $1 now timestamptz, $2 since
-- timestamptz or null, $3 null text
select coalesce(f.name, f.feed_url) as name, f.enabled, f.failures, (
		select count(*)
		from inbound_events_raw r
		where r.feed_url = f.feed_url and r.known_at <= $1::timestamptz
			and ($2::timestamptz is null or r.known_at >= $2::timestamptz)) as articles,
	f.last_ok, f.next_due, f.last_error, f.last_status, f.last_fetch, f.interval_s, f.feed_url
from feed_state f
where $3::text is null
order by f.failures desc, 1, f.feed_url
