-- Gives a claimed article back with its error; parks it after its last attempt.
-- $1 id bigint, $2 run_id uuid, $3 error text, $4 now timestamptz, $5 attempts_max int
update inbound_events_raw
set claimed_by = null, claim_expires_at = null, last_error = $3,
	parked_at = case when attempts >= $5::integer then $4::timestamptz end
where id = $1::bigint and claimed_by = $2::uuid
