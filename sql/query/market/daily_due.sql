-- As telemetry_due, for daily bars; last is midnight New York of the newest stored day since $1. Returns ticker, last.
-- $1 since timestamptz, $2 now timestamptz, $3 named text[] or null, $4 all boolean
with wanted as (
	select ticker from ticker_universe where $3::text[] is null and tradable and (tracked or $4::boolean)
	union
	select ticker from watchlist_state where $3::text[] is null and in_watchlist
	union
	select 'SPY' where $3::text[] is null
	union
	select unnest($3::text[])
), newest as (
	select ticker, max(day) as last
	from lane_daily
	where day >= ($1::timestamptz at time zone 'America/New_York')::date
		and day <= ($2::timestamptz at time zone 'America/New_York')::date
	group by ticker
)
select w.ticker, n.last::timestamp at time zone 'America/New_York' as last
from wanted w
left join newest n using (ticker)
