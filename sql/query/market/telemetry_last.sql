-- Returns the newest bar since $1 of each of the tickers $3 that has one: ticker, last.
-- $1 since timestamptz, $2 now timestamptz, $3 tickers text[]
select ticker, max(ts) as last
from lane_telemetry
where ts >= $1::timestamptz and ts <= $2::timestamptz and ticker = any ($3::text[])
group by ticker
