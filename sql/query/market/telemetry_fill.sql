-- Bars of a time that has none, in COPY's binary format, without a way round. No parameters.
copy lane_telemetry (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at) from stdin (format binary)
