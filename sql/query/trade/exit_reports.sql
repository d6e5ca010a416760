-- The next earnings report of each ticker of $1 that the calendar lists, as known at $2.
-- $1 tickers text[], $2 now timestamptz
select distinct on (k.ticker) k.ticker, k.next_earnings, k.next_earnings_time
from ticker_earnings_known k
where k.ticker = any ($1::text[]) and k.known_at <= $2::timestamptz
order by k.ticker, k.known_at desc
