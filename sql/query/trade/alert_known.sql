-- Whether an alert was written: one row then. $1 dedupe_key text
select 1 as known from alert_outbox where dedupe_key = $1
