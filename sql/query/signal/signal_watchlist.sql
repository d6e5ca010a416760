-- Selects the watched tickers by rank, as known at a time: the earlier recommendations, the last daily feature row, and
-- whether the account has a long position in the stock.
-- A recommendation counts while it is PENDING and not expired, PROCESSING, or EXECUTED or UNFILLED within the cooldown.
-- With a ticker: that one alone, whether it is watched or not.
-- $1 now timestamptz, $2 today date (New York), $3 minutes until a PENDING one expires int, $4 cooldown in minutes int,
-- $5 ticker text or null, $6 the session before today date: an older daily feature row is unknown
with watched as (
	select ticker, rank, last_signal_bar_ts
	from watchlist_state
	where in_watchlist and $5::text is null
	union all
	select $5::text, null, null
	where $5::text is not null
), counted as (
	select r.ticker,
		bool_or(r.status in ('PENDING', 'PROCESSING')) as live,
		max(r.created_at) filter (where r.direction > 0) as last_bullish,
		max(r.created_at) filter (where r.direction < 0) as last_bearish
	from dispatch_recommendations r
	join watched w on w.ticker = r.ticker
	where r.created_at <= $1::timestamptz
		and (r.status = 'PROCESSING'
			or (r.status = 'PENDING' and r.created_at > $1::timestamptz - make_interval(mins => $3::integer))
			or (r.status in ('EXECUTED', 'UNFILLED') and r.created_at > $1::timestamptz - make_interval(mins => $4::integer)))
	group by r.ticker
), daily as (
	select distinct on (d.ticker) d.ticker, d.day, d.trend, to_jsonb(d) as row
	from lane_features_daily d
	join watched w on w.ticker = d.ticker
	where d.day < $2::date and d.day >= $6::date
		and d.known_at <= $1::timestamptz
	order by d.ticker, d.day desc
)
select w.ticker, w.last_signal_bar_ts,
	coalesce(c.live, false) as live, c.last_bullish, c.last_bearish,
	daily.trend as daily_trend, daily.row as daily,
	exists (select from active_positions p
		where p.ticker = w.ticker and p.instrument_type = 'STOCK' and p.side = 'long' and p.status = 'open'
			and p.created_at <= $1::timestamptz) as long_stock
from watched w
left join counted c on c.ticker = w.ticker
left join daily on daily.ticker = w.ticker
order by w.rank, w.ticker
