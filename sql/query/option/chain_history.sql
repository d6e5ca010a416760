-- Stores the volatility of the day so far. A snapshot without a volatility does not replace an earlier one that has one.
-- $1 ticker text, $2 day date, $3 implied_volatility float8, $4 near_volatility float8, $5 near_expiration_date date,
-- $6 realised_volatility float8, $7 now timestamptz
insert into iv_history as h
	(ticker, day, implied_volatility, near_volatility, near_expiration_date, realised_volatility, source, known_at,
	computed_at)
values ($1, $2::date, $3::float8, $4::float8, $5::date, $6::float8, 'chain', $7::timestamptz, $7::timestamptz)
on conflict (ticker, day) do update
set implied_volatility = excluded.implied_volatility, near_volatility = excluded.near_volatility,
	near_expiration_date = excluded.near_expiration_date, realised_volatility = excluded.realised_volatility,
	source = excluded.source, known_at = excluded.known_at, computed_at = excluded.computed_at
where excluded.implied_volatility is not null
