-- Sets the sector of tickers: $2[i] is that of $1[i], '' when it is not known. One row: known, how many of the tickers are in
-- the universe, and changed, how many of those got another sector.
-- $1 tickers text[], $2 sectors text[], $3 now timestamptz
with given as (
	select ticker, nullif(sector, '') as sector
	from unnest($1::text[], $2::text[]) as g (ticker, sector)
), replaced as (
	-- is kept: a run at a time before reads it
	insert into ticker_facts_replaced (ticker, fact, known_at, sector)
	select u.ticker, 'sector', coalesce(u.sector_known_at, '-infinity'), u.sector
	from given g
	join ticker_universe u using (ticker)
	where u.sector is distinct from g.sector and coalesce(u.sector_known_at, '-infinity') < $3::timestamptz
	on conflict do nothing
), changed as (
	update ticker_universe u
	set sector = g.sector, sector_known_at = $3::timestamptz, updated_at = $3::timestamptz
	from given g
	where u.ticker = g.ticker and u.sector is distinct from g.sector
	returning u.ticker
)
select (select count(*) from given g join ticker_universe u using (ticker)) as known, (select count(*) from changed) as changed
