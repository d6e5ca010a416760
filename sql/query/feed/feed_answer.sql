-- Stores the outcome of a fetch and the time of the next one, and releases the claim. Changes nothing when the run has no
-- claim on the feed.
-- $1 feed_url text, $2 run_id uuid, $3 now timestamptz, $4 ok bool, $5 status int, $6 etag text, $7 last_modified text,
-- $8 moved_to text (null: not moved), $9 next_due timestamptz, $10 failures int, $11 enabled bool, $12 error text
update feed_state
set fetch_url = coalesce($8::text, fetch_url), last_fetch = $3::timestamptz,
	last_ok = case when $4::boolean then $3::timestamptz else last_ok end, last_status = $5::integer,
	etag = case when $4::boolean then $6::text else etag end,
	last_modified = case when $4::boolean then $7::text else last_modified end,
	next_due = $9::timestamptz, failures = $10::integer, enabled = $11::boolean, last_error = $12::text,
	claimed_by = null, claim_expires_at = null
where feed_url = $1 and claimed_by = $2::uuid
