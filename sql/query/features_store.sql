-- Feature rows (a JSON array of what opt-features prints) into lane_features, and the states of the ATR that came of
-- them into lane_atr_state. A row is what was known when it was made: one that is there already stays.
-- $1 rows json, $2 states json, $3 now timestamptz
with row_ as (
	insert into lane_features (ts, ticker, bar_ts, close, sma20, sma50, distance_sma20, distance_sma50, trend_state,
		recent_vol, baseline_vol, vol_ratio, volume, volume_avg_20, volume_ratio, volume_ratio_tod, volume_surge,
		atr14, ret_5m, ret_15m, session_vwap, distance_vwap, session_minute, bars, feed, computed_at, known_at)
	select ts, ticker, ts, close, sma20, sma50, distance_sma20, distance_sma50, trend_state,
		recent_vol, baseline_vol, vol_ratio, volume, volume_avg_20, volume_ratio, volume_ratio_tod, volume_surge,
		atr14, ret_5m, ret_15m, session_vwap, distance_vwap, session_minute, bars, feed, $3::timestamptz,
		$3::timestamptz
	from json_to_recordset($1::json) as r (ts timestamptz, ticker text, close numeric, sma20 float8, sma50 float8,
		distance_sma20 float8, distance_sma50 float8, trend_state smallint, recent_vol float8, baseline_vol float8,
		vol_ratio float8, volume bigint, volume_avg_20 float8, volume_ratio float8, volume_ratio_tod float8,
		volume_surge boolean, atr14 float8, ret_5m float8, ret_15m float8, session_vwap float8,
		distance_vwap float8, session_minute integer, bars smallint, feed text)
	on conflict (ts, ticker) do nothing
)
insert into lane_atr_state as s
	(ticker, session, feed, seed_atr14, atr14, bucket_ts, last_close, buckets, seeded_at, updated_at)
select ticker, session, feed, case when bucket_ts is null then atr14 end, atr14, bucket_ts, last_close, buckets,
	$3::timestamptz, $3::timestamptz
from json_to_recordset($2::json) as r (ticker text, session date, feed text, atr14 float8, bucket_ts timestamptz,
	last_close numeric, buckets integer)
on conflict (ticker, session) do update
set atr14 = excluded.atr14, bucket_ts = excluded.bucket_ts, last_close = excluded.last_close,
	buckets = excluded.buckets, feed = excluded.feed, updated_at = excluded.updated_at
where (s.atr14, s.bucket_ts, s.last_close, s.buckets, s.feed)
	is distinct from (excluded.atr14, excluded.bucket_ts, excluded.last_close, excluded.buckets, excluded.feed)
