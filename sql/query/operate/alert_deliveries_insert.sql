-- Notes which message carries the alerts to the channel. Fewer rows than alerts: another run has planned one of them.
-- $1 message_id text, $2 channel text, $3 dedupe keys text[]
insert into alert_deliveries (dedupe_key, channel, message_id)
select key, $2, $1 from unnest($3::text[]) as key
on conflict (dedupe_key, channel) do nothing
