-- Copies bars in COPY's binary format into the table of bars_stage. No parameters.
copy bar_rows (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at) from stdin (format binary)
