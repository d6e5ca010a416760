-- Notes that the server accepted the message, with it each of its alerts. $1 message_id text, $2 sent_at timestamptz
with message as (
	update alert_messages
	set sent_at = $2::timestamptz, refused = false, last_error = null
	where message_id = $1 and sent_at is null
	returning message_id, attempts
)
update alert_outbox o
set sent_at = coalesce(o.sent_at, $2::timestamptz), attempts = greatest(o.attempts, m.attempts)
from message m
join alert_deliveries d on d.message_id = m.message_id
where o.dedupe_key = d.dedupe_key
