-- Copies out the same columns as features_window, but only for the tickers opt.tickers at the minutes opt.minutes.
-- Faster than features_window when the tickers are few.
copy (
	select ts, ticker, feed,
		case when corrected_at > (select current_setting('opt.now')::timestamptz) then first_close else close end,
		case when corrected_at > (select current_setting('opt.now')::timestamptz) then first_volume else volume end,
		case when ts < (select current_setting('opt.detail')::timestamptz) then null
			when corrected_at > (select current_setting('opt.now')::timestamptz) then first_high else high end,
		case when ts < (select current_setting('opt.detail')::timestamptz) then null
			when corrected_at > (select current_setting('opt.now')::timestamptz) then first_low else low end,
		case when ts < (select current_setting('opt.detail')::timestamptz) then null
			when corrected_at > (select current_setting('opt.now')::timestamptz) then first_vwap else vwap end,
		case when ts < (select current_setting('opt.detail')::timestamptz) then null
			when corrected_at > (select current_setting('opt.now')::timestamptz) then first_open else open end
	from lane_telemetry
	where ts = any ((select current_setting('opt.minutes')::timestamptz[])::timestamptz[])
		and ticker = any ((select current_setting('opt.tickers')::text[])::text[])
		and known_at <= (select current_setting('opt.now')::timestamptz)
) to stdout (format binary)
