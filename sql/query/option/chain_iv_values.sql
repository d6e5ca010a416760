-- Selects the last at-the-money volatilities of each ticker up to a day, as known at a time: at most $4 rows per ticker,
-- oldest first. Days without a volatility do not count.
-- $1 tickers text[], $2 today date (New York), $3 now timestamptz, $4 values per ticker int
with numbered as (
	select ticker, implied_volatility, row_number() over (partition by ticker order by day desc) as back
	from (
		select distinct on (ticker, day) ticker, day, implied_volatility
		from iv_history_known
		where ticker = any ($1::text[]) and day <= $2::date and known_at <= $3::timestamptz
			and implied_volatility is not null
		order by ticker, day, known_at desc
	) newest
)
select ticker, implied_volatility
from numbered
where back <= $4::integer
order by ticker, back desc
