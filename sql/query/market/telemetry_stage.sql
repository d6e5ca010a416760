-- Where telemetry_copy puts bars until telemetry_merge. No parameters.
create temporary table telemetry_rows (
	ts timestamptz, ticker text, open numeric(14,4), high numeric(14,4), low numeric(14,4), close numeric(14,4),
	volume bigint, trade_count bigint, vwap numeric(14,4), feed text
) on commit drop
