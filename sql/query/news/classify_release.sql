-- Gives back what a run claimed and did not get to; it counts as no attempt. $1 run_id uuid
update inbound_events_raw
set claimed_by = null, claim_expires_at = null, attempts = attempts - 1
where claimed_by = $1::uuid and processed_at is null
