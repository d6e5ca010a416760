-- Whether a ticker has a bar but no daily features of the day $1, as known at $2: then features_daily_bars has bars to copy. It
-- is asked each minute, and that statement takes ten times as long to plan.
-- $1 day date, $2 now timestamptz
select exists (
	select
	from lane_daily d
	left join lane_features_daily f on f.day = d.day and f.ticker = d.ticker and f.known_at <= $2::timestamptz
	where d.day = $1::date and d.known_at <= $2::timestamptz and f.ticker is null
) as due
