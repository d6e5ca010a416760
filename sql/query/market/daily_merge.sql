-- The staged bars into lane_daily, as telemetry_merge does for minutes. $1 now timestamptz
insert into lane_daily as d
	(day, ticker, open, high, low, close, volume, trade_count, vwap, feed, known_at)
select (ts at time zone 'America/New_York')::date, ticker, open, high, low, close, volume, trade_count, vwap, feed,
	$1::timestamptz
from daily_rows
on conflict (ticker, day) do update
set open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
	volume = excluded.volume, trade_count = excluded.trade_count, vwap = excluded.vwap, feed = excluded.feed,
	corrected_at = excluded.known_at,
	first_open = case when d.corrected_at is null then d.open else d.first_open end,
	first_high = case when d.corrected_at is null then d.high else d.first_high end,
	first_low = case when d.corrected_at is null then d.low else d.first_low end,
	first_close = case when d.corrected_at is null then d.close else d.first_close end,
	first_volume = case when d.corrected_at is null then d.volume else d.first_volume end,
	first_trade_count = case when d.corrected_at is null then d.trade_count else d.first_trade_count end,
	first_vwap = case when d.corrected_at is null then d.vwap else d.first_vwap end
where (d.open, d.high, d.low, d.close, d.volume, d.trade_count, d.vwap, d.feed)
	is distinct from (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume,
		excluded.trade_count, excluded.vwap, excluded.feed)
