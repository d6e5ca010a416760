-- Claims the newest articles without a classification and returns them. A claim expires with its lease, in the real time
-- of the database.
-- $1 now timestamptz, $2 run_id uuid, $3 lease float8 seconds, $4 attempts_max int, $5 how many int
with open_ as (
	select id
	from inbound_events_raw
	where processed_at is null and parked_at is null and known_at <= $1::timestamptz and attempts < $4::integer
		and (claim_expires_at is null or claim_expires_at <= clock_timestamp())
	order by published_at desc, id desc
	limit $5::integer
	for update skip locked
), claimed as (
	update inbound_events_raw r
	set claimed_by = $2::uuid, claim_expires_at = clock_timestamp() + make_interval(secs => $3::float8),
		attempts = attempts + 1
	from open_
	where r.id = open_.id
	returning r.id, r.title, coalesce(r.summary, left(r.content, 2000)) as summary, r.published_at
)
select id, title, summary, published_at
from claimed
order by published_at desc, id desc
