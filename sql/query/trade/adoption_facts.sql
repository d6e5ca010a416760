-- The facts of an entry at the time of its fill, as far as they are stored and known at $4: the ticker of a root, its atr14
-- of 5 minutes and of days, and the price of the underlying.
-- $1 root of the contract, or the ticker without its dot text, $2 time of the fill timestamptz, $3 its New York date date,
-- $4 now timestamptz
with t as (
	select coalesce((select min(ticker) from ticker_universe where replace(ticker, '.', '') = $1), $1) as ticker
), daily as (
	select d.day, d.atr14
	from lane_features_daily d
	join t using (ticker)
	where d.day < $3::date and d.day > $3::date - 10 and d.known_at <= $4::timestamptz
	order by d.day desc
	limit 1
), split as (
	-- the ATR of a day before a split is of the shares before it
	select coalesce(exp(sum(ln(old_shares / new_shares))), 1)::float8 as factor
	from (
		select distinct on (a.ex_date) a.old_shares, a.new_shares, a.withdrawn
		from corporate_actions a
		join t using (ticker)
		where a.kind = 'split' and a.ex_date <= $3::date and a.known_at <= $4::timestamptz
			and a.ex_date > (select day from daily)
		order by a.ex_date, a.known_at desc
	) s
	where not withdrawn
)
select t.ticker,
	(select f.atr14 from lane_features f
	where f.ticker = t.ticker and f.bar_ts <= $2::timestamptz and f.bar_ts > $2::timestamptz - interval '1 hour'
		and f.known_at <= $4::timestamptz
	order by f.bar_ts desc limit 1) as atr14_intraday,
	(select atr14 from daily) * split.factor as atr14_daily,
	(select case when b.corrected_at > $4::timestamptz then b.first_close else b.close end
	from lane_telemetry b
	where b.ticker = t.ticker and b.ts <= $2::timestamptz and b.ts > $2::timestamptz - interval '10 minutes'
		and b.known_at <= $4::timestamptz
	order by b.ts desc limit 1) as underlying
from t
cross join split
