-- Returns the tickers whose corporate actions are wanted, in byte order: the tracked ones, the watchlist, which has those of
-- open positions, and SPY. No parameters.
select ticker
from (
	select ticker from ticker_universe where tracked
	union
	select ticker from watchlist_state where in_watchlist
	union
	select 'SPY'
) wanted
order by ticker collate "C"
