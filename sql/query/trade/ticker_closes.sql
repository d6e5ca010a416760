-- The closes of a ticker from $2 to before $3, as known at $3, to compute how far the underlying moved since a quote.
-- $1 ticker text, $2 from timestamptz, $3 now timestamptz
select ts, case when corrected_at > $3::timestamptz then first_close else close end as close
from lane_telemetry
where ticker = $1 and ts >= $2::timestamptz and ts < $3::timestamptz and known_at <= $3::timestamptz
order by ts
