-- The staged bars into lane_telemetry. A bar that is as it was is left alone; a corrected one keeps the first values it
-- had, for whoever reads as of a time before the correction. $1 now timestamptz
insert into lane_telemetry as t
	(ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at)
select ts, ticker, open, high, low, close, volume, trade_count, vwap, feed, $1::timestamptz
from telemetry_rows
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
