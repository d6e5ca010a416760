-- Stores the volatilities of past days in iv_history. A volatility that is already there stays.
-- $1 ticker text, $2 rows json (an array of the columns), $3 now timestamptz
insert into iv_history as h
	(ticker, day, implied_volatility, near_volatility, near_expiration_date, realised_volatility, source, known_at,
	computed_at)
select $1, day, implied_volatility, near_volatility, near_expiration_date, realised_volatility, 'bars', $3::timestamptz,
	$3::timestamptz
from json_to_recordset($2::json) as r (day date, implied_volatility float8, near_volatility float8,
	near_expiration_date date, realised_volatility float8)
on conflict (ticker, day) do update
set implied_volatility = excluded.implied_volatility, near_volatility = excluded.near_volatility,
	near_expiration_date = excluded.near_expiration_date, realised_volatility = excluded.realised_volatility,
	source = excluded.source, known_at = excluded.known_at, computed_at = excluded.computed_at
where h.implied_volatility is null
