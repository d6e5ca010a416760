-- Copies out all feature rows since opt.since that were known at opt.now, unsorted. The reader keeps the newest row of
-- each ticker, because finding it in the server takes three times as long. watchlist_settings sets opt.since and opt.now.
copy (
	select ts, ticker, distance_sma20, vol_ratio, trend_state::bigint
	from lane_features
	where ts >= (select current_setting('opt.since')::timestamptz) and ts <= (select current_setting('opt.now')::timestamptz)
		and known_at <= (select current_setting('opt.now')::timestamptz)
) to stdout (format binary)
