-- The volumes at the minutes $1 of the tickers $2 as they were known at $3, in the order of time and ticker's bytes.
-- $1 minutes timestamptz[], $2 tickers text[], $3 now timestamptz
select ts, ticker, case when corrected_at > $3::timestamptz then first_volume else volume end as volume, feed
from lane_telemetry
where ts = any ($1::timestamptz[]) and ticker = any ($2::text[]) and known_at <= $3::timestamptz
order by ts, ticker collate "C"
