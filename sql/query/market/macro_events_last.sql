-- Returns the time of the last event of the calendar as known at $1; null without a calendar. $1 now timestamptz
select max(at) as last
from macro_events
where known_at <= $1::timestamptz and (withdrawn_at is null or withdrawn_at > $1::timestamptz)
