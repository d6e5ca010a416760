-- The last close of each ticker in the minutes from $2 to before $3, as known at $3. The monitor reads them when the quotes
-- fail. $1 tickers text[], $2 from timestamptz, $3 now timestamptz
select distinct on (ticker) ticker, ts,
	case when corrected_at > $3::timestamptz then first_close else close end as close
from lane_telemetry
where ticker = any ($1::text[]) and ts >= $2::timestamptz and ts < $3::timestamptz and known_at <= $3::timestamptz
order by ticker, ts desc
