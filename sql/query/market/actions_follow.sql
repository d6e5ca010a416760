-- Tracks the new ticker of each tracked one that was renamed, that the broker no longer lists under the old name, and lists
-- under the new one. Returns ticker, new_ticker. $1 now timestamptz, $2 today date (New York)
with renamed as (
	select distinct on (ticker) ticker, new_ticker, withdrawn
	from corporate_actions
	where kind = 'rename' and ex_date <= $2::date and known_at <= $1::timestamptz
	order by ticker, ex_date desc, known_at desc
), left_ as (
	update ticker_universe o
	set tracked = false, updated_at = $1::timestamptz
	from renamed r
	join ticker_universe n on n.ticker = r.new_ticker and n.tradable
	where o.ticker = r.ticker and o.tracked and not o.tradable and not r.withdrawn
	returning r.ticker, r.new_ticker
), taken as (
	update ticker_universe n
	set tracked = true, updated_at = $1::timestamptz
	from left_ l
	where n.ticker = l.new_ticker and not n.tracked
	returning n.ticker
)
select ticker, new_ticker from left_ order by ticker collate "C"
