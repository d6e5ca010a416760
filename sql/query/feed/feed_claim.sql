-- Claims the feeds that are due, those that wait longest first, and returns them. A claim ends after the lease, in the real
-- time of the database.
-- $1 now timestamptz, $2 run_id uuid, $3 lease float8 (seconds), $4 limit int
with due as (
	select feed_url
	from feed_state
	where enabled and (next_due is null or next_due <= $1::timestamptz)
		and (claim_expires_at is null or claim_expires_at <= clock_timestamp())
	order by next_due nulls first, feed_url collate "C"
	limit $4::integer
	for update skip locked
), claimed as (
	update feed_state f
	set claimed_by = $2::uuid, claim_expires_at = clock_timestamp() + make_interval(secs => $3::float8)
	from due
	where f.feed_url = due.feed_url
	returning f.*
)
select feed_url, fetch_url, name, etag, last_modified, interval_s, failures,
	coalesce(extract(epoch from next_due - last_fetch), 0)::bigint as last_gap_s
from claimed
order by next_due nulls first, feed_url collate "C"
