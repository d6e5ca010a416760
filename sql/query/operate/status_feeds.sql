-- The feeds that are fetched, failing ones first. $1 now timestamptz, $2 today date
select coalesce(f.name, f.feed_url) as name, f.last_ok, f.failures, f.next_due, count(r.id) as articles_24h, f.last_error,
	f.feed_url
from feed_state f
left join inbound_events_raw r on r.feed_url = f.feed_url and r.known_at > $1::timestamptz - interval '24 hours'
	and r.known_at <= $1::timestamptz
where f.enabled and $2::date is not null
group by f.feed_url
order by f.failures desc, 1
