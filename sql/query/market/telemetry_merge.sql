-- Merges the staged minute bars (bars_stage) into lane_telemetry, for both writers: opt-bars of single tickers
-- (store_bar.c), which ignores the result, and of whole markets (bar_stream.c). A bar with unchanged values is left
-- alone. A corrected bar keeps its first values for readers as of a time before the correction; corrected_at is the
-- known_at of the staged bar. Returns one row per ticker that changed: ticker, added, corrected (counts of bars),
-- first_ts, last_ts.
-- $1 oldest timestamptz, $2 newest timestamptz of the staged bars; they limit the partitions that are read
with merged as (
	insert into lane_telemetry as t
		(ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at)
	select r.ts, r.ticker, r.open, r.high, r.low, r.close, r.volume, r.trade_count, r.vwap, r.feed,
		r.known_at
	from bar_rows r
	-- leaves out unchanged bars before the insert: "on conflict" would lock their rows, and a row lock is a write
	left join lane_telemetry t on t.ts = r.ts and t.ticker = r.ticker and t.ts >= $1::timestamptz and t.ts <= $2::timestamptz
	where t.ticker is null or (t.open, t.high, t.low, t.close, t.volume, t.trade_count, t.vwap, t.feed)
		is distinct from (r.open, r.high, r.low, r.close, r.volume, r.trade_count, r.vwap, r.feed)
	on conflict (ts, ticker) do update
	set open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
		volume = excluded.volume, trade_count = excluded.trade_count, vwap = excluded.vwap, feed = excluded.feed,
		corrected_at = excluded.known_at,
		first_open = case when t.corrected_at is null then t.open else t.first_open end,
		first_high = case when t.corrected_at is null then t.high else t.first_high end,
		first_low = case when t.corrected_at is null then t.low else t.first_low end,
		first_close = case when t.corrected_at is null then t.close else t.first_close end,
		first_volume = case when t.corrected_at is null then t.volume else t.first_volume end,
		first_trade_count = case when t.corrected_at is null then t.trade_count else t.first_trade_count end,
		first_vwap = case when t.corrected_at is null then t.vwap else t.first_vwap end
	where (t.open, t.high, t.low, t.close, t.volume, t.trade_count, t.vwap, t.feed)
		is distinct from (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume,
			excluded.trade_count, excluded.vwap, excluded.feed)
	returning t.ts, t.ticker, t.corrected_at is null as is_new
)
select ticker, count(*) filter (where is_new) as added, count(*) filter (where not is_new) as corrected,
	min(ts) as first_ts, max(ts) as last_ts
from merged
group by ticker
