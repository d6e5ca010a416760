-- Merges bars into option_bars. An unchanged bar is not written. A corrected bar keeps its first values, for readers as
-- of a time before the correction.
-- $1 jsonb [{symbol, ts, open, high, low, close, volume, trade_count, vwap}], $2 feed text, $3 now timestamptz
insert into option_bars as b (symbol, ts, open, high, low, close, volume, trade_count, vwap, feed, known_at)
select distinct on (symbol, ts) symbol, ts, open, high, low, close, volume, trade_count, vwap, $2, $3::timestamptz
from jsonb_to_recordset($1::jsonb) as r (symbol text, ts timestamptz, open numeric(12,4), high numeric(12,4),
	low numeric(12,4), close numeric(12,4), volume bigint, trade_count bigint, vwap numeric(12,4))
order by symbol, ts
on conflict (symbol, ts) do update
set open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
	volume = excluded.volume, trade_count = excluded.trade_count, vwap = excluded.vwap, feed = excluded.feed,
	corrected_at = excluded.known_at,
	first_open = case when b.corrected_at is null then b.open else b.first_open end,
	first_high = case when b.corrected_at is null then b.high else b.first_high end,
	first_low = case when b.corrected_at is null then b.low else b.first_low end,
	first_close = case when b.corrected_at is null then b.close else b.first_close end,
	first_volume = case when b.corrected_at is null then b.volume else b.first_volume end,
	first_trade_count = case when b.corrected_at is null then b.trade_count else b.first_trade_count end,
	first_vwap = case when b.corrected_at is null then b.vwap else b.first_vwap end
where (b.open, b.high, b.low, b.close, b.volume, b.trade_count, b.vwap, b.feed)
	is distinct from (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume,
		excluded.trade_count, excluded.vwap, excluded.feed)
