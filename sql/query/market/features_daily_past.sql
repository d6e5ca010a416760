-- Copies out all daily bars up to opt.session of the tickers opt.tickers, as they were known at opt.now: the columns of
-- features_daily_bars, and whether the day has no daily features yet. The rows of a ticker come together, ordered by day.
copy (
	select d.day::timestamp at time zone 'America/New_York', d.ticker, d.feed,
		case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_close else d.close end,
		case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_volume else d.volume end,
		case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_high else d.high end,
		case when d.corrected_at > (select current_setting('opt.now')::timestamptz) then d.first_low else d.low end,
		null::numeric, null::numeric, case when f.ticker is null then 1 else 0 end::bigint
	from lane_daily d
	left join lane_features_daily f on f.ticker = d.ticker and f.day = d.day
	where d.ticker = any ((select current_setting('opt.tickers')::text[])::text[])
		and d.day <= (select current_setting('opt.session')::date)
		and d.known_at <= (select current_setting('opt.now')::timestamptz)
	order by d.ticker, d.day
) to stdout (format binary)
