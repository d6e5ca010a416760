-- Who may be on the watchlist: tickers with features since $1, those that are on it, those with an open position.
-- $1 since timestamptz, $2 now timestamptz
with newest as (
	select ticker, max(ts) as ts
	from lane_features
	where ts >= $1::timestamptz and ts <= $2::timestamptz and known_at <= $2::timestamptz
	group by ticker
), fresh as (
	select n.ticker, f.bar_ts, f.distance_sma20, f.vol_ratio, f.trend_state
	from newest n
	join lane_features f using (ts, ticker)
	where f.ts >= $1::timestamptz and f.ts <= $2::timestamptz
), listed as (
	select ticker, entered_at
	from watchlist_state
	where in_watchlist
), held as (
	select distinct ticker
	from active_positions
	where status <> 'closed'
)
select ticker, f.bar_ts, f.distance_sma20, f.vol_ratio, f.trend_state, h.ticker is not null as held,
	l.ticker is not null as was_in, l.entered_at
from fresh f
full join listed l using (ticker)
full join held h using (ticker)
