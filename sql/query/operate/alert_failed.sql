-- Notes why an attempt failed, and gives a message up that is too old.
-- $1 message_id text, $2 error text, $3 refused bool, $4 next_try timestamptz, $5 now timestamptz, $6 give up bool
update alert_messages
set last_error = $2, refused = $3::boolean, next_try = $4::timestamptz,
	given_up_at = case when $6::boolean then $5::timestamptz end
where message_id = $1 and sent_at is null
