-- The newest stored chain of each tracked ticker, one row per contract, in the order of ticker and kind.
-- $1 since timestamptz, $2 now timestamptz
with newest as (
	select s.ticker, max(s.ts) as ts
	from iv_surface s
	where s.ts >= $1::timestamptz and s.ts <= $2::timestamptz
	group by s.ticker
)
select s.ticker, s.ts, s.symbol, upper(s.option_type) as kind, s.underlying_price, s.bid, s.ask, s.volume, s.open_interest,
	coalesce(s.implied_volatility, s.iv_own) as implied_volatility, coalesce(s.delta, s.delta_own) as delta,
	coalesce(s.gamma, s.gamma_own) as gamma, coalesce(s.theta, s.theta_own) as theta, coalesce(s.vega, s.vega_own) as vega
from newest n
join iv_surface s on s.ticker = n.ticker and s.ts = n.ts
join ticker_universe u on u.ticker = s.ticker
where u.tracked and s.ts >= $1::timestamptz
order by s.ticker collate "C", kind, s.expiration_date, s.strike_price
