-- When the watchlist was last chosen. $1 now timestamptz
select max(computed_at) as computed_at
from watchlist_state
where computed_at <= $1::timestamptz
