-- Where daily_copy puts bars until daily_merge. ts: midnight New York of the day. No parameters.
create temporary table daily_rows (
	ts timestamptz, ticker text, open numeric(14,4), high numeric(14,4), low numeric(14,4), close numeric(14,4),
	volume bigint, trade_count bigint, vwap numeric(14,4), feed text
) on commit drop
