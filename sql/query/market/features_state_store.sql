-- Merges the staged sums into lane_atr_state: inserts new rows and replaces changed ones. $1 now timestamptz
insert into lane_atr_state as s
	(ticker, session, feed, seed_atr14, atr14, bucket_ts, last_close, buckets, vwap_money, vwap_volume, vwap_until, vwap_feed,
	reaches, gap_reset, seeded_at, updated_at)
select ticker, session, feed, case when bucket_ts is null then atr14 end, atr14, bucket_ts, last_close, buckets, vwap_money,
	vwap_volume, vwap_until, vwap_feed, reaches, gap_reset, $1::timestamptz, $1::timestamptz
from state_rows
on conflict (ticker, session) do update
set feed = excluded.feed, atr14 = excluded.atr14, bucket_ts = excluded.bucket_ts, last_close = excluded.last_close,
	buckets = excluded.buckets, vwap_money = excluded.vwap_money, vwap_volume = excluded.vwap_volume,
	vwap_until = excluded.vwap_until, vwap_feed = excluded.vwap_feed, reaches = excluded.reaches,
	gap_reset = excluded.gap_reset, updated_at = excluded.updated_at
where (s.feed, s.atr14, s.bucket_ts, s.last_close, s.buckets, s.vwap_money, s.vwap_volume, s.vwap_until, s.vwap_feed,
	s.reaches, s.gap_reset)
	is distinct from (excluded.feed, excluded.atr14, excluded.bucket_ts, excluded.last_close, excluded.buckets,
		excluded.vwap_money, excluded.vwap_volume, excluded.vwap_until, excluded.vwap_feed, excluded.reaches,
		excluded.gap_reset)
