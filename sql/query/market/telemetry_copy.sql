-- Minute bars. No parameters.
copy telemetry_rows (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed) from stdin
