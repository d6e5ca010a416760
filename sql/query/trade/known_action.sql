-- Returns the newest split or rename of $1 from $2 to $3 that is known at $4, as text; null when there is none.
-- $1 ticker text, $2 from date, $3 today date (New York), $4 now timestamptz
select (
	select case kind when 'split' then 'the split of ' || new_shares::float8 || ' for ' || old_shares::float8
			else 'the rename to ' || new_ticker end || ' of ' || ex_date
	from (
		select distinct on (kind, ex_date) *
		from corporate_actions
		where ticker = $1 and kind in ('split', 'rename') and ex_date >= $2::date and ex_date <= $3::date
			and known_at <= $4::timestamptz
		order by kind, ex_date, known_at desc
	) a
	where not withdrawn
	order by ex_date desc, kind
	limit 1
) as action
