-- Copies feature rows, in COPY's binary format, into the table of features_stage. No parameters.
copy feature_rows (ts, ticker, bar_ts, close, sma20, sma50, distance_sma20, distance_sma50, trend_state, recent_vol,
	baseline_vol, vol_ratio, volume, volume_avg_20, volume_ratio, volume_ratio_tod, volume_surge, atr14, ret_5m, ret_15m,
	session_vwap, distance_vwap, session_minute, bars, feed, computed_at, known_at)
from stdin (format binary)
