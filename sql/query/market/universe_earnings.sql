-- Sets the next earnings report of tickers: $2[i] and $3[i] are its day and its time of the day for $1[i], day '' when none is
-- known. One row: known, how many of the tickers are in the universe, and changed, how many of those got another report.
-- $1 tickers text[], $2 days text[], $3 times text[], $4 now timestamptz
with given as (
	select ticker, nullif(day, '')::date as day, case when day <> '' then time end as time
	from unnest($1::text[], $2::text[], $3::text[]) as g (ticker, day, time)
), replaced as (
	-- is kept: a run at a time before reads it
	insert into ticker_facts_replaced (ticker, fact, known_at, next_earnings, next_earnings_time)
	select u.ticker, 'earnings', coalesce(u.earnings_known_at, '-infinity'), u.next_earnings, u.next_earnings_time
	from given g
	join ticker_universe u using (ticker)
	where (u.next_earnings is distinct from g.day or u.next_earnings_time is distinct from g.time)
		and coalesce(u.earnings_known_at, '-infinity') < $4::timestamptz
	on conflict do nothing
), changed as (
	update ticker_universe u
	set next_earnings = g.day, next_earnings_time = g.time, earnings_known_at = $4::timestamptz,
		updated_at = $4::timestamptz
	from given g
	where u.ticker = g.ticker
		and (u.next_earnings is distinct from g.day or u.next_earnings_time is distinct from g.time)
	returning u.ticker
)
select (select count(*) from given g join ticker_universe u using (ticker)) as known, (select count(*) from changed) as changed
