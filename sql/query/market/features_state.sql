-- Copies out the sums stored for the session opt.session by opt.now, from which runs resume. The order is not defined.
copy (
	select ticker, atr14, bucket_ts, last_close, buckets::bigint, vwap_money, vwap_volume, vwap_until, vwap_feed, reaches,
		gap_reset
	from lane_atr_state
	where session = (select current_setting('opt.session')::date)
		and updated_at <= (select current_setting('opt.now')::timestamptz)
) to stdout (format binary)
