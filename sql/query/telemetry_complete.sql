-- The newest minute up to which a run before $1 had brought the whole market: its count whole_market_until, in seconds
-- since 1970. until. $1 now timestamptz
select to_timestamp((counts ->> 'whole_market_until')::bigint) as until
from pipeline_runs
where stage = 'opt-bars' and now_at <= $1::timestamptz and counts ? 'whole_market_until'
order by started_at desc
limit 1
