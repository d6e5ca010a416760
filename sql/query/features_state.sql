-- What the features of a session have so far: the newest row of each ticker since $2, its state of the intraday ATR in
-- session $1, and its first bar in the session $3..$4 that the volume of the same minute reaches back to.
-- $1 session date, $2 since timestamptz, $3 from timestamptz, $4 to timestamptz, $5 now timestamptz
with newest as (
	select ticker, max(ts) as featured
	from lane_features
	where ts >= $2::timestamptz and ts <= $5::timestamptz and known_at <= $5::timestamptz
	group by ticker
), reach as (
	select ticker, min(ts) as reaches
	from lane_telemetry
	where ts >= $3::timestamptz and ts < $4::timestamptz and known_at <= $5::timestamptz
	group by ticker
), state as (
	select ticker, atr14, bucket_ts, last_close, buckets
	from lane_atr_state
	where session = $1::date and updated_at <= $5::timestamptz
)
select ticker, n.featured, r.reaches, s.atr14, s.bucket_ts, s.last_close, s.buckets
from newest n
full join reach r using (ticker)
full join state s using (ticker)
