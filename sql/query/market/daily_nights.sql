-- Nights since $1 over which the raw price of a ticker went by a third or more. ticker, day, before, after.
-- $1 first day after such a night date, $2 last one date
with night as (
	select ticker, day, open as after, lag(close) over (partition by ticker order by day) as before
	from lane_daily
	where day >= $1::date - 10 and day <= $2::date
)
select ticker, day, before, after
from night
where day >= $1::date and before > 0 and (after / before < 0.7 or after / before > 1.4)
order by ticker, day
