-- Parks the articles that have used all attempts and whose last claim expired: each run ended before it had classified
-- them. $1 now timestamptz, $2 attempts_max int
update inbound_events_raw
set parked_at = $1::timestamptz, claimed_by = null, claim_expires_at = null,
	last_error = coalesce(last_error, 'no run lived to classify it')
where processed_at is null and parked_at is null and attempts >= $2::integer
	and (claim_expires_at is null or claim_expires_at <= clock_timestamp())
