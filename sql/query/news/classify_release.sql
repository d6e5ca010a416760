-- Gives back the articles that a run claimed and did not classify; their attempt does not count. $1 run_id uuid
update inbound_events_raw
set claimed_by = null, claim_expires_at = null, attempts = attempts - 1
where claimed_by = $1::uuid and processed_at is null
