-- Daily features of :ticker on :day, computed another way than opt-features does: in SQL, from lane_daily alone.
-- One row a feature, name and value to 10 significant digits. psql variables: ticker, day.
with recursive d as (
	select row_number() over (order by day) as n, high::float8 as high, low::float8 as low, close::float8 as close,
		lag(close::float8) over (order by day) as before, row_number() over (order by day desc) as back
	from (select * from lane_daily where ticker = :'ticker' and day <= :'day' order by day desc limit 250) as window_
), moved as (
	select n, back, close, ln(close / before) as log_return, greatest(close - before, 0) as gain,
		greatest(before - close, 0) as loss,
		greatest(high - low, abs(high - before), abs(low - before)) as true_range
	from d
), range_ as (
	select 14::bigint as n, avg(true_range) as value from moved where n <= 14 having count(*) = 14
	union all
	select m.n, (r.value * 13 + m.true_range) / 14 from range_ r join moved m on m.n = r.n + 1
), strength as (
	-- the first day has no change
	select 15::bigint as n, avg(gain) as gain, avg(loss) as loss from moved where n between 2 and 15 having count(*) = 14
	union all
	select m.n, (s.gain * 13 + m.gain) / 14, (s.loss * 13 + m.loss) / 14 from strength s join moved m on m.n = s.n + 1
), mean as (
	select avg(close) filter (where back <= 50) as sma50, count(*) filter (where back <= 50) as n50,
		avg(close) filter (where back <= 200) as sma200, count(*) filter (where back <= 200) as n200
	from moved
), feature (name, value) as (
	select 'close', (select close from moved where back = 1)
	union all select 'sma50', (select sma50 from mean where n50 = 50)
	union all select 'sma200', (select sma200 from mean where n200 = 200)
	union all select 'trend', (select case when sma50 / sma200 - 1 > .01 then 1 when sma50 / sma200 - 1 < -.01 then -1 else 0 end
		from mean where n200 = 200)
	union all select 'atr14', (select value from range_ order by n desc limit 1)
	union all select 'rsi14', (select 100 - 100 / (1 + gain / loss) from strength order by n desc limit 1)
	union all select 'realised_volatility', (select stddev_samp(log_return) * sqrt(252) from moved where back <= 20
		having count(log_return) = 20)
	union all select 'bars', (select count(*) from moved)
)
select name || ' ' || coalesce(trim(to_char(value, '0.999999999EEEE')), 'null') from feature order by name
