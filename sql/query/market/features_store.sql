-- Inserts the staged rows (features_copy) into lane_features. An existing row stays as it is, because it holds the
-- features as they were known when it was made. No parameters.
insert into lane_features (ts, ticker, bar_ts, close, sma20, sma50, distance_sma20, distance_sma50, trend_state, recent_vol,
	baseline_vol, vol_ratio, volume, volume_avg_20, volume_ratio, volume_ratio_tod, volume_surge, atr14, ret_5m, ret_15m,
	session_vwap, distance_vwap, session_minute, bars, feed, computed_at, known_at)
select ts, ticker, bar_ts, close, sma20, sma50, distance_sma20, distance_sma50, trend_state, recent_vol,
	baseline_vol, vol_ratio, volume, volume_avg_20, volume_ratio, volume_ratio_tod, volume_surge, atr14, ret_5m, ret_15m,
	session_vwap, distance_vwap, session_minute, bars, feed, computed_at, known_at
from feature_rows
on conflict (ts, ticker) do nothing
