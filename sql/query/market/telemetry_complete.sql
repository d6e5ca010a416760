-- What runs before $1 had brought of the whole market: the newest minute, and the minute up to which they had looked for
-- missing ones (their counts whole_market_until and whole_market_searched, in seconds since 1970). One row: until, searched.
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
