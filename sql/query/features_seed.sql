-- features_window of the tickers opt.tickers, in the order of time: what the ATR of a session is seeded from.
copy (
	select ts, ticker, feed,
		case when corrected_at > (select current_setting('opt.now')::timestamptz) then first_close else close end,
		case when corrected_at > (select current_setting('opt.now')::timestamptz) then first_volume else volume end,
		case when ts < (select current_setting('opt.detail')::timestamptz) then null
			when corrected_at > (select current_setting('opt.now')::timestamptz) then first_high else high end,
		case when ts < (select current_setting('opt.detail')::timestamptz) then null
			when corrected_at > (select current_setting('opt.now')::timestamptz) then first_low else low end,
		case when ts < (select current_setting('opt.detail')::timestamptz) then null
			when corrected_at > (select current_setting('opt.now')::timestamptz) then first_vwap else vwap end
	from lane_telemetry
	join unnest((select current_setting('opt.tickers')::text[])) as wanted (ticker) using (ticker)
	where ts >= (select current_setting('opt.since')::timestamptz) and ts < (select current_setting('opt.until')::timestamptz)
		and known_at <= (select current_setting('opt.now')::timestamptz)
	order by ts
) to stdout (format binary)
