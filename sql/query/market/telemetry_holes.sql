-- Returns, for each of the tickers $3 that lacks one, the first minute without a bar in the sessions $1[i] to $2[i]
-- (not included): ticker, hole.
-- $1 opens timestamptz[], $2 closes timestamptz[], $3 tickers text[]
with session as (
	select opens, closes
	from unnest($1::timestamptz[], $2::timestamptz[]) as s (opens, closes)
), point as (
	select t.ticker, s.opens, t.ts
	from session s
	join lane_telemetry t on t.ts >= s.opens and t.ts < s.closes
	where t.ticker = any ($3::text[])
		and t.ts >= (select min(opens) from session) and t.ts < (select max(closes) from session)
	union all
	select ticker, opens, opens - interval '1 min'
	from unnest($3::text[]) as ticker
	cross join session
	union all
	select ticker, opens, closes
	from unnest($3::text[]) as ticker
	cross join session
), step as (
	select ticker, ts, lead(ts) over (partition by ticker, opens order by ts) as next
	from point
)
select ticker, min(ts) + interval '1 min' as hole
from step
where next - ts > interval '1 min'
group by ticker
