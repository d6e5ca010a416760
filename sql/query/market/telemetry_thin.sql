-- Returns the first minute since $3 in the sessions $1[i] to $2[i] (not included) that has fewer than half as many
-- bars as the median minute since $4: most of the market was not stored. One row: hole, null when there is none.
-- $1 opens timestamptz[], $2 closes timestamptz[], $3 since timestamptz, $4 compared since timestamptz, not after $3
with stored as (
	select ts, count(*) as bars
	from lane_telemetry
	where ts >= $4::timestamptz and ts < (select max(closes) from unnest($2::timestamptz[]) as closes)
	group by ts
), minute as (
	select m.ts, coalesce(t.bars, 0) as bars
	from unnest($1::timestamptz[], $2::timestamptz[]) as s (opens, closes)
	cross join generate_series(s.opens, s.closes - interval '1 min', interval '1 min') as m (ts)
	left join stored t on t.ts = m.ts
	where m.ts >= $4::timestamptz
)
select min(ts) as hole
from minute
where ts >= $3::timestamptz and 2 * bars < (select percentile_cont(0.5) within group (order by bars) from minute)
