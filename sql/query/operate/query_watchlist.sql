-- opt-query watchlist: the scores of all tickers as they were computed last, the watched ones first. $1 now timestamptz, $2 since
-- timestamptz or null, $3 ticker text or null
select ticker, in_watchlist, rank, watch_score, sentiment_pressure, setup_quality, vol_score, trend_alignment, entered_at,
	last_signal_bar_ts, computed_at, reasons
from watchlist_state
where computed_at <= $1::timestamptz and ($2::timestamptz is null or computed_at >= $2::timestamptz)
	and ($3::text is null or ticker = $3::text)
order by rank nulls last, watch_score desc, ticker
