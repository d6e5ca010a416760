-- Stores a message before its first attempt. $1 message_id text, $2 channel text, $3 severity text, $4 subject text, $5 body text,
-- $6 alerts int, $7 created_at timestamptz
insert into alert_messages (message_id, channel, severity, subject, body, alerts, created_at, next_try)
values ($1, $2, $3, $4, $5, $6::integer, $7::timestamptz, $7::timestamptz)
on conflict (message_id) do nothing
