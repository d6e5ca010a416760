-- Returns the stored bars at the minutes $1 of the tickers $2, ordered by time, then ticker (byte order).
-- $1 minutes timestamptz[], $2 tickers text[]
select ts, ticker, open, high, low, close, volume, trade_count, vwap, feed
from lane_telemetry
where ts = any ($1::timestamptz[]) and ticker = any ($2::text[])
order by ts, ticker collate "C"
