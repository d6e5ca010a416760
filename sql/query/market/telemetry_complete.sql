-- Returns how far earlier runs of opt-bars have stored and searched the whole market by $1: until, the newest minute
-- fetched, and searched, the end of the search for missing minutes. They come from the counts whole_market_until and
-- whole_market_searched (seconds since 1970) of the newest run that has each. One row.
-- $1 now timestamptz
select (
	select to_timestamp((counts ->> 'whole_market_until')::bigint)
	from pipeline_runs
	where stage = 'opt-bars' and now_at <= $1::timestamptz and counts ? 'whole_market_until'
	order by started_at desc
	limit 1
) as until, (
	select to_timestamp((counts ->> 'whole_market_searched')::bigint)
	from pipeline_runs
	where stage = 'opt-bars' and now_at <= $1::timestamptz and counts ? 'whole_market_searched'
	order by started_at desc
	limit 1
) as searched
