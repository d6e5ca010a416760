-- Writes an alert unless one with the same dedupe key exists. No row is affected when one does.
-- $1 dedupe_key text, $2 severity text, $3 subject text, $4 body text, $5 created_at timestamptz
insert into alert_outbox (dedupe_key, channel, severity, subject, body, created_at)
values ($1, 'email', $2, $3, $4, $5::timestamptz)
on conflict (dedupe_key) do nothing
