-- Alerts that no message carries to the channel $1 yet. What another channel has sent is told to a new one for a day only.
-- $1 channel text, $2 oldest timestamptz, $3 now timestamptz, $4 a day before now timestamptz, $5 how many int
select o.dedupe_key as key, o.severity, o.subject, o.body, o.created_at as at
from alert_outbox o
where o.created_at > $2::timestamptz and o.created_at <= $3::timestamptz
	and (o.sent_at is null or o.created_at > $4::timestamptz)
	and not exists (select from alert_deliveries d where d.dedupe_key = o.dedupe_key and d.channel = $1)
order by o.created_at, o.dedupe_key
limit $5::integer
