-- Returns the newest articles without a classification, and does not claim them (a dry run).
-- $1 now timestamptz, $2 how many int
select id, title, coalesce(summary, left(content, 2000)) as summary, published_at
from inbound_events_raw
where processed_at is null and parked_at is null and known_at <= $1::timestamptz
order by published_at desc, id desc
limit $2::integer
