-- Sets the next earnings day of tickers: $2[i] is that of $1[i], '' when none is known. One row: known, how many of
-- the tickers are in the universe, and changed, how many of those got another day.
-- $1 tickers text[], $2 days text[], $3 now timestamptz
with given as (
	select ticker, nullif(day, '')::date as day
	from unnest($1::text[], $2::text[]) as g (ticker, day)
), changed as (
	update ticker_universe u
	set next_earnings = g.day, updated_at = $3::timestamptz
	from given g
	where u.ticker = g.ticker and u.next_earnings is distinct from g.day
	returning u.ticker
)
select (select count(*) from given g join ticker_universe u using (ticker)) as known, (select count(*) from changed) as changed
