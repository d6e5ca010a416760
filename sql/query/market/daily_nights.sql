-- Returns the nights before the days $1 to $2 after which the raw price of a ticker was less than 0.7 or more than 1.4
-- times the price before: ticker, day (after the night), before (close), after (open), known: a split of that day is.
-- $1 first day date, $2 last day date, $3 now timestamptz
with night as (
	select ticker, day, open as after, lag(close) over (partition by ticker order by day) as before
	from lane_daily
	where day >= $1::date - 10 and day <= $2::date
)
select ticker, day, before, after,
	coalesce((select not a.withdrawn from corporate_actions a
		where a.ticker = night.ticker and a.kind = 'split' and a.ex_date = night.day and a.known_at <= $3::timestamptz
		order by a.known_at desc limit 1), false) as known
from night
where day >= $1::date and before > 0 and (after / before < 0.7 or after / before > 1.4)
order by ticker, day
