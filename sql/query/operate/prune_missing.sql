-- Counts the partitions of the series that are missing: made. $1 from timestamptz, $2 to timestamptz
select count(*) as made
from unnest(array['lane_telemetry', 'lane_features', 'option_bars', 'iv_surface']) as parent
cross join generate_series(date_trunc('month', $1::timestamptz at time zone 'UTC'), $2::timestamptz at time zone 'UTC',
	interval '1 month') as month
where not exists (
	select from pg_class c
	where c.relnamespace = 'public'::regnamespace and c.relname = parent || to_char(month, '"_"YYYY"_"MM'))
