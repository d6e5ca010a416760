-- Returns the feeds that are due without claiming them, for a dry run. $1 now timestamptz, $2 limit int
select feed_url, fetch_url, name, etag, last_modified, interval_s, failures,
	coalesce(extract(epoch from next_due - last_fetch), 0)::bigint as last_gap_s
from feed_state
where enabled and (next_due is null or next_due <= $1::timestamptz)
order by next_due nulls first, feed_url collate "C"
limit $2::integer
