-- Daily bars. No parameters.
copy daily_rows (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed) from stdin
