-- The last close of a contract in the minutes that end by $3, at most 5 minutes old. $1 option symbol text, $2 from timestamptz,
-- $3 to timestamptz
select close as value
from option_bars
where symbol = $1 and ts >= $2::timestamptz and ts <= $3::timestamptz - interval '1 minute'
order by ts desc
limit 1
