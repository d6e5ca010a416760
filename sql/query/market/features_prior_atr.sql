-- Returns the daily atr14 of the day $1, as known at $2, of each of the tickers $3 that has one: ticker, atr14.
-- $1 day date, $2 now timestamptz, $3 tickers text[]
select ticker, atr14
from lane_features_daily
where day = $1::date and known_at <= $2::timestamptz and atr14 is not null and ticker = any ($3::text[])
