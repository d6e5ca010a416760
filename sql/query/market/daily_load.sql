-- The stored bars of the days $1 (timestamptz[], midnight New York) of the tickers $2 (text[]), in the order of time and
-- ticker's bytes.
select day::timestamp at time zone 'America/New_York' as ts, ticker, open, high, low, close, volume, trade_count, vwap,
	feed
from lane_daily
where day = any (array(select (t at time zone 'America/New_York')::date from unnest($1::timestamptz[]) as t))
	and ticker = any ($2::text[])
order by day, ticker collate "C"
