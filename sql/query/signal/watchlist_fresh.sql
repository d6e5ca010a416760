-- The features since opt.since that were known at opt.now, all of each ticker's, in no order: whoever reads them keeps the
-- newest. (To let the server look for it takes three times as long.)
copy (
	select ts, ticker, distance_sma20, vol_ratio, trend_state::bigint
	from lane_features
	where ts >= (select current_setting('opt.since')::timestamptz) and ts <= (select current_setting('opt.now')::timestamptz)
		and known_at <= (select current_setting('opt.now')::timestamptz)
) to stdout (format binary)
