-- Copies out the daily bars from opt.since to opt.session, as they were known at opt.now, of the tickers that have a
-- bar but no daily features of the session opt.session. The rows of a ticker come together, ordered by day.
copy (
	with due as (
		select d.ticker
		from lane_daily d
		left join lane_features_daily f on f.day = d.day and f.ticker = d.ticker
			and f.known_at <= (select current_setting('opt.now')::timestamptz)
		where d.day = (select current_setting('opt.session')::date)
			and d.known_at <= (select current_setting('opt.now')::timestamptz) and f.ticker is null
	)
	select d.day::timestamp at time zone 'America/New_York', d.ticker, d.feed,
		case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_close else d.close end,
		case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_volume else d.volume end,
		case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_high else d.high end,
		case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_low else d.low end,
		null::numeric, null::numeric
	from due
	join lane_daily d using (ticker)
	where d.day >= (select current_setting('opt.since')::timestamptz at time zone 'America/New_York')::date
		and d.day <= (select current_setting('opt.session')::date)
		and d.known_at <= (select current_setting('opt.now')::timestamptz)
	order by d.ticker, d.day
) to stdout (format binary)
