-- Inserts daily feature rows, a JSON array of the rows that opt-features prints, into lane_features_daily. An existing
-- row stays as it is.
-- $1 rows json, $2 now timestamptz
insert into lane_features_daily
	(ticker, day, close, sma50, sma200, atr14, rsi14, realised_volatility, trend, bars, feed, computed_at, known_at)
select ticker, day, close, sma50, sma200, atr14, rsi14, realised_volatility, trend, bars, feed, $2::timestamptz,
	$2::timestamptz
from json_to_recordset($1::json) as r (ticker text, day date, close numeric, sma50 float8, sma200 float8, atr14 float8,
	rsi14 float8, realised_volatility float8, trend smallint, bars integer, feed text)
on conflict (ticker, day) do nothing
