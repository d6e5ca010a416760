-- The New York days before $2 with fills whose fees the broker has not confirmed, oldest first.
-- $1 account text, $2 start of the first day that is not asked for timestamptz
select distinct (f.filled_at at time zone 'America/New_York')::date as day
from fills f
where f.account = $1 and f.fee_reported_at is null and f.source <> 'simulated' and f.filled_at < $2::timestamptz
	and f.filled_at >= $2::timestamptz - interval '30 days'
order by day
