-- Creates the temporary table that holds sums between features_state_copy and features_state_store. No parameters.
create temporary table state_rows (
	ticker text, session date, feed text, atr14 float8, bucket_ts timestamptz, last_close numeric(14,4), buckets integer,
	vwap_money float8, vwap_volume float8, vwap_until timestamptz, vwap_feed text, reaches timestamptz,
	gap_reset boolean
) on commit drop
