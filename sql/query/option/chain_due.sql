-- Selects the tickers whose chains are due, in the order of their bytes. With $6: exactly the tickers in $6. Without it:
-- the watchlist and SPY, and with $4 also the tracked tickers that have no volatility of the day yet; of all these, only
-- tickers with options at the broker. Each row has the newest close since $2 and the realised volatility of the day $5.
-- $1 today date, $2 since timestamptz, $3 now timestamptz, $4 daily boolean, $5 last session date,
-- $6 named text[] or null
with wanted as (
	select ticker from watchlist_state where $6::text[] is null and in_watchlist
	union
	select 'SPY' where $6::text[] is null
	union
	select u.ticker
	from ticker_universe u
	left join iv_history h on h.ticker = u.ticker and h.day = $1::date and h.known_at <= $3::timestamptz
	where $6::text[] is null and $4::boolean and u.tracked and u.tradable and h.ticker is null
	union
	select unnest($6::text[])
), newest as (
	select distinct on (ticker) ticker, close
	from lane_telemetry
	where ts >= $2::timestamptz and ts <= $3::timestamptz and known_at <= $3::timestamptz
	order by ticker, ts desc
)
select w.ticker, n.close as last_close, f.realised_volatility
from wanted w
left join newest n using (ticker)
left join lane_features_daily f on f.ticker = w.ticker and f.day = $5::date and f.known_at <= $3::timestamptz
left join ticker_universe u on u.ticker = w.ticker
where u.options_enabled or $6::text[] is not null
order by w.ticker collate "C"
