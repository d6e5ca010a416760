-- Stores the volatility of the day so far. A snapshot without a volatility does not replace an earlier one that has one. What
-- is replaced is kept: a run at a time before reads it.
-- $1 ticker text, $2 day date, $3 implied_volatility float8, $4 near_volatility float8, $5 near_expiration_date date,
-- $6 realised_volatility float8, $7 now timestamptz
with replaced as (
	insert into iv_history_replaced (ticker, day, known_at, implied_volatility)
	select h.ticker, h.day, h.known_at, h.implied_volatility
	from iv_history h
	where h.ticker = $1 and h.day = $2::date and h.implied_volatility <> $3::float8 and h.known_at < $7::timestamptz
	on conflict do nothing
)
insert into iv_history as h
	(ticker, day, implied_volatility, near_volatility, near_expiration_date, realised_volatility, source, known_at,
	computed_at)
values ($1, $2::date, $3::float8, $4::float8, $5::date, $6::float8, 'chain', $7::timestamptz, $7::timestamptz)
on conflict (ticker, day) do update
set implied_volatility = excluded.implied_volatility, near_volatility = excluded.near_volatility,
	near_expiration_date = excluded.near_expiration_date, realised_volatility = excluded.realised_volatility,
	source = excluded.source, known_at = excluded.known_at, computed_at = excluded.computed_at
where excluded.implied_volatility is not null
