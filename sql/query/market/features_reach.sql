-- Returns the first bar from $1 to $2 (not included), as known at $3, of each of the tickers $4 that has one: ticker,
-- first_bar_at.
-- $1 from timestamptz, $2 to timestamptz, $3 now timestamptz, $4 tickers text[]
select ticker, min(ts) as first_bar_at
from lane_telemetry
where ts >= $1::timestamptz and ts < $2::timestamptz and known_at <= $3::timestamptz and ticker = any ($4::text[])
group by ticker
