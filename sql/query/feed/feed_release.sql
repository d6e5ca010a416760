-- Releases the claims of a run on feeds that it did not fetch. $1 run_id uuid
update feed_state set claimed_by = null, claim_expires_at = null where claimed_by = $1::uuid
