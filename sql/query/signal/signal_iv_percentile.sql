-- 100 * the share of the days before whose at-the-money volatility was under the newest one; null with too few days.
-- $1 tickers text[], $2 today date (New York), $3 now timestamptz, $4 days at most, $5 days at least
with days as (
	select ticker, day, implied_volatility, row_number() over (partition by ticker order by day desc) as back
	from iv_history
	where ticker = any ($1::text[]) and day <= $2::date and known_at <= $3::timestamptz and implied_volatility is not null
), newest as (
	select ticker, implied_volatility from days where back = 1
)
select newest.ticker,
	case when count(*) >= $5::integer
		then 100.0 * count(*) filter (where days.implied_volatility < newest.implied_volatility) / count(*)
	end::float8 as iv_percentile
from newest
join days on days.ticker = newest.ticker and days.back between 2 and $4::integer + 1
group by newest.ticker
order by newest.ticker
