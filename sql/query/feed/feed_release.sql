-- Gives back what a run claimed and did not get to. $1 run_id uuid
update feed_state set claimed_by = null, claim_expires_at = null where claimed_by = $1::uuid
