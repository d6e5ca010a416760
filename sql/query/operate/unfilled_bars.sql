-- The minutes of a stock from $2 to $3. $1 ticker text, $2 from timestamptz, $3 to timestamptz
select ts, high, low, close
from lane_telemetry
where ticker = $1 and ts >= $2::timestamptz and ts <= $3::timestamptz
order by ts
