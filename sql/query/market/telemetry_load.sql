-- The stored bars at the minutes $1 (timestamptz[]) of the tickers $2 (text[]), in the order of time and ticker's bytes.
select ts, ticker, open, high, low, close, volume, trade_count, vwap, feed
from lane_telemetry
where ts = any ($1::timestamptz[]) and ticker = any ($2::text[])
order by ts, ticker collate "C"
