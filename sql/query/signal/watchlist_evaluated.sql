-- Stores the bar on which each ticker was evaluated last. $1 tickers text[], $2 bar_ts text[], in the same order
update watchlist_state w
set last_signal_bar_ts = e.bar_ts
from (select * from unnest($1::text[], $2::timestamptz[]) as pair (ticker, bar_ts)) as e
where w.ticker = e.ticker and w.last_signal_bar_ts is distinct from e.bar_ts
