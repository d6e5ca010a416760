-- Returns the tracked tickers, or those of $1, with what is known of them at $2, in byte order.
-- $1 tickers text[] or null, $2 now timestamptz
select ticker, coalesce(name, '') as name, coalesce(exchange, '') as exchange,
	case when coalesce(sector_known_at, $2::timestamptz) <= $2::timestamptz then sector end as sector,
	tradable, options_enabled, tracked, dollar_volume,
	case when coalesce(earnings_known_at, $2::timestamptz) <= $2::timestamptz then next_earnings end as next_earnings,
	case when coalesce(earnings_known_at, $2::timestamptz) <= $2::timestamptz then next_earnings_time end
		as next_earnings_time
from ticker_universe
where case when $1::text[] is null then tracked else ticker = any ($1::text[]) end
order by ticker collate "C"
