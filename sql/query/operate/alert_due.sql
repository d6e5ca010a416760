-- Messages of the channel that are not sent, the oldest first. $1 channel text
select message_id, severity, subject, body, alerts, created_at, attempts, next_try, refused
from alert_messages
where channel = $1 and sent_at is null and given_up_at is null
order by created_at, message_id
