-- Copies out volume and close of all bars at the minutes opt.minutes, as they were known at opt.now. The order is not
-- defined.
copy (
	select ts, ticker, feed,
		case when corrected_at > (select current_setting('opt.now')::timestamptz) then first_volume else volume end,
		case when corrected_at > (select current_setting('opt.now')::timestamptz) then first_close else close end
	from lane_telemetry
	where ts = any ((select current_setting('opt.minutes')::timestamptz[])::timestamptz[])
		and known_at <= (select current_setting('opt.now')::timestamptz)
) to stdout (format binary)
