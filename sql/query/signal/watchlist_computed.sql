-- Selects the time at which the watchlist was last computed. $1 now timestamptz
select max(computed_at) as computed_at
from watchlist_state
where computed_at <= $1::timestamptz
