-- Copies feature rows, in COPY's binary format, straight into lane_features. Only for minutes that have no row yet
-- (features_is_empty), as in nearly every run: COPY fails on a duplicate key, but needs neither the stage nor the key
-- look-up of features_store. No parameters.
copy lane_features (ts, ticker, bar_ts, close, sma20, sma50, distance_sma20, distance_sma50, trend_state, recent_vol,
	baseline_vol, vol_ratio, volume, volume_avg_20, volume_ratio, volume_ratio_tod, volume_surge, atr14, ret_5m, ret_15m,
	session_vwap, distance_vwap, session_minute, bars, feed, computed_at, known_at)
from stdin (format binary)
