-- The market around some tickers, as known at a time: the trend of SPY, and the mean 15-minute return of the other tickers
-- in the sector of each, by their newest feature rows since $2. A ticker without a sector has a row, too.
-- $1 tickers text[], $2 from timestamptz, $3 now timestamptz
with wanted as (
	select t.ticker, nullif(u.sector, '') as sector
	from unnest($1::text[]) as t (ticker)
	left join ticker_universe u on u.ticker = t.ticker
), around as (
	select u.ticker, u.sector
	from ticker_universe u
	where u.tracked and u.sector in (select sector from wanted)
	union
	select 'SPY', null
), newest as (
	select distinct on (f.ticker) f.ticker, f.trend_state, f.ret_15m
	from lane_features f
	where f.ticker in (select ticker from around) and f.ts >= $2::timestamptz and f.ts <= $3::timestamptz
		and f.known_at <= $3::timestamptz
	order by f.ticker, f.ts desc
)
select w.ticker, (select trend_state from newest where ticker = 'SPY') as spy_trend, w.sector,
	(select avg(n.ret_15m) from around a join newest n on n.ticker = a.ticker
		where a.sector = w.sector and a.ticker <> w.ticker) as sector_return
from wanted w
