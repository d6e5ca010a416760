-- Selects the time of the newest bar of each ticker, as known at a time. A ticker without a bar since $2 has no row.
-- $1 tickers text[], $2 from timestamptz, $3 now timestamptz
select ticker, max(ts) as bar_ts
from lane_telemetry
where ts >= $2::timestamptz and ts <= $3::timestamptz and ticker = any ($1::text[]) and known_at <= $3::timestamptz
group by ticker
order by ticker
