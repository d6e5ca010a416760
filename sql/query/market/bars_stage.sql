-- Creates the temporary table that holds bars between bars_copy and telemetry_merge or daily_merge. For daily bars ts
-- is midnight New York of the day. No parameters.
create temporary table bar_rows (
	ts timestamptz, ticker text, open numeric(14,4), high numeric(14,4), low numeric(14,4), close numeric(14,4),
	volume bigint, trade_count bigint, vwap numeric(14,4), feed text, known_at timestamptz
) on commit drop
