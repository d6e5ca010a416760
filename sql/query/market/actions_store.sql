-- Stores corporate actions that are new or changed, and withdraws those to come that the broker no longer lists. One row per
-- action that changed: ticker, kind, ex_date, amount, new_shares, old_shares, new_ticker, change ('new' or 'withdrawn').
-- $1 rows json [{ticker, kind, ex_date, amount, new_shares, old_shares, new_ticker}], $2 now timestamptz, $3 source text,
-- $4 tickers text[] whose actions are all in $1, or null, $5 today date (New York), $6 the last day of $1 date
with given as (
	select ticker, kind, ex_date, amount::numeric(14,6) as amount, new_shares::numeric(18,9) as new_shares,
		old_shares::numeric(18,9) as old_shares, new_ticker
	from json_to_recordset($1::json) as r (ticker text, kind text, ex_date date, amount numeric, new_shares numeric,
		old_shares numeric, new_ticker text)
), stored as (
	select distinct on (ticker, kind, ex_date) *
	from corporate_actions
	where known_at <= $2::timestamptz
	order by ticker, kind, ex_date, known_at desc
), changed as (
	select g.*, false as withdrawn
	from given g
	left join stored s using (ticker, kind, ex_date)
	where s.ticker is null or s.withdrawn or (s.amount, s.new_shares, s.old_shares, s.new_ticker)
		is distinct from (g.amount, g.new_shares, g.old_shares, g.new_ticker)
	union all
	select s.ticker, s.kind, s.ex_date, s.amount, s.new_shares, s.old_shares, s.new_ticker, true
	from stored s
	where s.ticker = any ($4::text[]) and s.source = $3 and s.ex_date > $5::date and s.ex_date <= $6::date
		and not s.withdrawn
		and not exists (select from given g where (g.ticker, g.kind, g.ex_date) = (s.ticker, s.kind, s.ex_date))
), added as (
	insert into corporate_actions
		(ticker, kind, ex_date, known_at, amount, new_shares, old_shares, new_ticker, withdrawn, source)
	select ticker, kind, ex_date, $2::timestamptz, amount, new_shares, old_shares, new_ticker, withdrawn, $3
	from changed
	-- a second change at the same pinned time is left for the next run
	on conflict (ticker, kind, ex_date, known_at) do nothing
	returning ticker, kind, ex_date, amount, new_shares, old_shares, new_ticker, withdrawn
)
select ticker, kind, ex_date, amount, new_shares, old_shares, new_ticker,
	case when withdrawn then 'withdrawn' else 'new' end as change
from added
order by ticker collate "C", ex_date, kind
