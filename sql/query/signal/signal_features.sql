-- Selects the newest feature row of each ticker since $2, as known at a time, and the volume ratios of the bars since $2
-- as pairs [second, volume_ratio], oldest first.
-- $1 tickers text[], $2 from timestamptz, $3 now timestamptz
with recent as (
	select * from lane_features
	where ts >= $2::timestamptz and ts <= $3::timestamptz and ticker = any ($1::text[]) and known_at <= $3::timestamptz
), grouped as (
	select ticker, max(ts) as ts,
		jsonb_agg(jsonb_build_array(extract(epoch from ts)::bigint, volume_ratio) order by ts) as ratios
	from recent
	group by ticker
)
select f.ticker, f.bar_ts as feature_ts, f.close::float8 as close, f.sma20, f.distance_sma20, f.trend_state, f.vol_ratio,
	to_jsonb(f) as features, grouped.ratios
from grouped join recent f on f.ticker = grouped.ticker and f.ts = grouped.ts
order by f.ticker
