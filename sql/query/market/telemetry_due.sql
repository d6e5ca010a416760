-- Returns the tickers whose minute bars are wanted, each with its newest bar since $1, null when it has none: ticker,
-- last. With $3 these are the named tickers; otherwise the tracked tickers, those on the watchlist (with the tickers
-- of all positions) and SPY, which stands for the market; with $4 every tradable ticker too.
-- $1 since timestamptz, $2 now timestamptz, $3 named text[] or null, $4 all boolean
with wanted as (
	select ticker from ticker_universe where $3::text[] is null and tradable and (tracked or $4::boolean)
	union
	select ticker from watchlist_state where $3::text[] is null and in_watchlist
	union
	select 'SPY' where $3::text[] is null
	union
	select unnest($3::text[])
), newest as (
	select ticker, max(ts) as last
	from lane_telemetry
	where ts >= $1::timestamptz and ts <= $2::timestamptz
	group by ticker
)
select w.ticker, n.last
from wanted w
left join newest n using (ticker)
