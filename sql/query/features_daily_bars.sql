-- The days from $2 on of the tickers that have a bar of the session $1 and no daily features of it yet, as they were
-- known at $3. ts is midnight New York. In the order of ticker's bytes and day.
-- $1 session date, $2 from date, $3 now timestamptz
with due as (
	select d.ticker
	from lane_daily d
	left join lane_features_daily f on f.day = $1::date and f.ticker = d.ticker
	where d.day = $1::date and d.known_at <= $3::timestamptz and f.ticker is null
)
select d.day::timestamp at time zone 'America/New_York' as ts, d.ticker,
	case when d.corrected_at > $3::timestamptz then d.first_high else d.high end as high,
	case when d.corrected_at > $3::timestamptz then d.first_low else d.low end as low,
	case when d.corrected_at > $3::timestamptz then d.first_close else d.close end as close,
	case when d.corrected_at > $3::timestamptz then d.first_volume else d.volume end as volume,
	case when d.corrected_at > $3::timestamptz then d.first_vwap else d.vwap end as vwap,
	d.feed
from lane_daily d
where d.ticker = any (array(select ticker from due)) and d.day >= $2::date and d.day <= $1::date and d.known_at <= $3::timestamptz
order by d.ticker collate "C", d.day
