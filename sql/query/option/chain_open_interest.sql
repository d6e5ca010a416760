-- The open interest the last snapshot since $2 of each of $1 has; no row for a ticker without one. In the order of
-- symbols' bytes.
-- $1 tickers text[], $2 since timestamptz, $3 now timestamptz
with newest as (
	select ticker, max(ts) as ts
	from iv_surface
	where ticker = any ($1::text[]) and ts >= $2::timestamptz and ts <= $3::timestamptz
	group by ticker
)
select s.ticker, s.symbol, s.open_interest
from newest n
join iv_surface s using (ticker, ts)
where s.ts >= $2::timestamptz and s.ts <= $3::timestamptz
order by s.symbol collate "C"
