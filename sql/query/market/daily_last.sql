-- Returns the newest stored day since $1 of each of the tickers $3 that has one, as midnight New York: ticker, last.
-- $1 since timestamptz, $2 now timestamptz, $3 tickers text[]
select ticker, max(day)::timestamp at time zone 'America/New_York' as last
from lane_daily
where day >= ($1::timestamptz at time zone 'America/New_York')::date
	and day <= ($2::timestamptz at time zone 'America/New_York')::date and ticker = any ($3::text[])
group by ticker
