-- Selects the time of the newest stored bar of each contract. A contract without one has no row.
-- $1 symbols text[], $2 from timestamptz, $3 now timestamptz
select symbol, max(ts) as last_ts
from option_bars
where symbol = any ($1::text[]) and ts >= $2::timestamptz and ts <= $3::timestamptz
group by symbol
