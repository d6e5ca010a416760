-- Copies bars, in COPY's binary format, straight into lane_telemetry. Only for a time that has no bar yet
-- (telemetry_is_empty), as nearly every new minute of a whole market: COPY fails on a duplicate key, but needs neither
-- the stage nor the comparison of telemetry_merge. When two runs fill the same time, one gets a duplicate key and
-- merges instead. No parameters.
copy lane_telemetry (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at) from stdin (format binary)
