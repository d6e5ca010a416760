-- Selects the open interest in the newest snapshot of each ticker since $2. A ticker without a snapshot has no rows.
-- Sorted by the bytes of the symbols.
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
