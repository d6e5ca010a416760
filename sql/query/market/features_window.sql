-- Copies out the bars of all tickers from opt.since to opt.until (not included), as they were known at opt.now: a bar
-- that was corrected later has its first values. high, low, vwap and open are null before opt.detail. The order is not
-- defined.
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
	where ts >= (select current_setting('opt.since')::timestamptz) and ts < (select current_setting('opt.until')::timestamptz)
		and known_at <= (select current_setting('opt.now')::timestamptz)
) to stdout (format binary)
