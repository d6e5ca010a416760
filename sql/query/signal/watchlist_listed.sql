-- Selects the tickers on the watchlist and those with an open position: ticker, held, was_in, entered_at. No parameters.
with listed as (
	select ticker, entered_at
	from watchlist_state
	where in_watchlist
), held as (
	select distinct ticker
	from active_positions
	where status <> 'closed'
)
select ticker, h.ticker is not null as held, l.ticker is not null as was_in, l.entered_at
from listed l
full join held h using (ticker)
