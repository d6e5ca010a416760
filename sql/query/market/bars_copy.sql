-- Bars, in COPY's binary format. No parameters.
copy bar_rows (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at) from stdin (format binary)
