-- Bars of the spans of time $1[i] to $2[i] (the end not included) as they were known at $3: a bar that was corrected
-- later still has its first values. $4: of these tickers only, null: of all.
-- $1 starts timestamptz[], $2 ends timestamptz[], $3 now timestamptz, $4 tickers text[] or null
select t.ts, t.ticker,
	case when t.corrected_at > $3::timestamptz then t.first_high else t.high end as high,
	case when t.corrected_at > $3::timestamptz then t.first_low else t.low end as low,
	case when t.corrected_at > $3::timestamptz then t.first_close else t.close end as close,
	case when t.corrected_at > $3::timestamptz then t.first_volume else t.volume end as volume,
	case when t.corrected_at > $3::timestamptz then t.first_vwap else t.vwap end as vwap,
	t.feed
from unnest($1::timestamptz[], $2::timestamptz[]) as span (start, stop)
join lane_telemetry t on t.ts >= span.start and t.ts < span.stop
-- the bounds of all spans first: they are what the index and the partitions are read by
where t.ts >= (select min(start) from unnest($1::timestamptz[]) as start)
	and t.ts < (select max(stop) from unnest($2::timestamptz[]) as stop)
	and t.known_at <= $3::timestamptz and ($4::text[] is null or t.ticker = any ($4::text[]))
