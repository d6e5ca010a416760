-- Returns the stored bars of the days $1 of the tickers $2, ordered by day, then ticker (byte order).
-- $1 days timestamptz[] (midnight New York), $2 tickers text[]
select day::timestamp at time zone 'America/New_York' as ts, ticker, open, high, low, close, volume, trade_count, vwap,
	feed
from lane_daily
where day = any (array(select (t at time zone 'America/New_York')::date from unnest($1::timestamptz[]) as t))
	and ticker = any ($2::text[])
order by day, ticker collate "C"
