-- Selects what is stored about a ticker beside the inputs of its signal: its place on the watchlist, and the recommendation
-- on a bar. No column is known of a time before $2 when the watchlist was computed later.
-- $1 ticker text, $2 now timestamptz, $3 time of the bar timestamptz
select w.in_watchlist, w.computed_at, r.id as recommendation_id, r.status
from (select 1) as one
left join watchlist_state w on w.ticker = $1 and w.computed_at <= $2::timestamptz
left join dispatch_recommendations r on r.ticker = $1 and r.bar_ts = $3::timestamptz and r.created_at <= $2::timestamptz
order by r.id desc
limit 1
