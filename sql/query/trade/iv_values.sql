-- The last $3 daily values of the at-the-money 30-day implied volatility of a ticker, as known at $2, newest first.
-- $1 ticker text, $2 now timestamptz, $3 days int
select distinct on (v.day) v.day, v.implied_volatility
from iv_history_known v
where v.ticker = $1 and v.implied_volatility is not null and v.known_at <= $2::timestamptz
order by v.day desc, v.known_at desc
limit $3::integer
