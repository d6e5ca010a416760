-- What is stored of the session opt.session to go on from, as of opt.now. In no order.
copy (
	select ticker, atr14, bucket_ts, last_close, buckets::bigint, vwap_money, vwap_volume, vwap_until, vwap_feed, reaches
	from lane_atr_state
	where session = (select current_setting('opt.session')::date)
		and updated_at <= (select current_setting('opt.now')::timestamptz)
) to stdout (format binary)
