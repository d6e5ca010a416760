-- Copies bars, in COPY's binary format, straight into lane_telemetry. Only for a time that has no bar yet (telemetry_is_empty):
-- COPY fails on a duplicate key, and needs neither the stage nor the comparison of telemetry_merge. That is the case of
-- nearly every minute of a whole market. Two writers of the same time: one gets a duplicate key and merges instead.
-- No parameters.
copy lane_telemetry (ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at) from stdin (format binary)
