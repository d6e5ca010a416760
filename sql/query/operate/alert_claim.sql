-- Counts an attempt before it is made, so that a run that is killed in it does not repeat it at once. No row: another run makes it.
-- $1 message_id text, $2 attempts before int, $3 next_try timestamptz
update alert_messages
set attempts = attempts + 1, next_try = $3::timestamptz
where message_id = $1 and attempts = $2::integer and sent_at is null and given_up_at is null
