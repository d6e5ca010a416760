-- The facts of an entry at the time of its fill, as far as they are stored: the ticker of a root, its atr14 of 5 minutes and
-- of days, and the price of the underlying.
-- $1 root of the contract, or the ticker without its dot text, $2 time of the fill timestamptz, $3 its New York date date
with t as (
	select coalesce((select min(ticker) from ticker_universe where replace(ticker, '.', '') = $1), $1) as ticker
)
select t.ticker,
	(select f.atr14 from lane_features f
	where f.ticker = t.ticker and f.bar_ts <= $2::timestamptz and f.bar_ts > $2::timestamptz - interval '1 hour'
	order by f.bar_ts desc limit 1) as atr14_intraday,
	(select d.atr14 from lane_features_daily d
	where d.ticker = t.ticker and d.day < $3::date and d.day > $3::date - 10
	order by d.day desc limit 1) as atr14_daily,
	(select b.close from lane_telemetry b
	where b.ticker = t.ticker and b.ts <= $2::timestamptz and b.ts > $2::timestamptz - interval '10 minutes'
	order by b.ts desc limit 1) as underlying
from t
