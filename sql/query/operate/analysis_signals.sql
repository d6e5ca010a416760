-- The signals of a period with the price of their stock at the bar they were decided on and 15, 60 and 120 minutes later: the last close
-- of at most 5 minutes before that. All signals count, also those that no order followed.
-- $1 account text (not read: a signal has no account), $2 strategy text (null: all), $3 from timestamptz (null: the first),
-- $4 to timestamptz (not included)
with signals as (
	select r.id, r.ticker, r.bar_ts, r.direction
	from dispatch_recommendations r
	where r.strategy_type = coalesce($2::text, r.strategy_type) and r.created_at >= coalesce($3::timestamptz, '-infinity')
		and r.created_at < $4::timestamptz and ($1::text is null or true)
), bars as (
	select s.id, (array_agg(b.close order by b.ts desc) filter (where b.ts = s.bar_ts))[1] as close_0,
		(array_agg(b.close order by b.ts desc) filter (where b.ts between s.bar_ts + interval '11 min' and s.bar_ts + interval '15 min'))[1] as close_15,
		(array_agg(b.close order by b.ts desc) filter (where b.ts between s.bar_ts + interval '56 min' and s.bar_ts + interval '60 min'))[1] as close_60,
		(array_agg(b.close order by b.ts desc) filter (where b.ts between s.bar_ts + interval '116 min' and s.bar_ts + interval '120 min'))[1] as close_120
	from signals s
	join lane_telemetry b on b.ticker = s.ticker and b.ts >= s.bar_ts and b.ts <= s.bar_ts + interval '120 min'
	group by s.id
)
select s.bar_ts, s.direction, b.close_0, b.close_15, b.close_60, b.close_120
from signals s
left join bars b on b.id = s.id
order by s.bar_ts, s.id
