-- The value per share of each position that was closed in a period, at most about 120 times between entry and exit. A position
-- of an earlier release has a mid only.
-- $1 account text, $2 strategy text (null: all), $3 from timestamptz (null: the first), $4 to timestamptz (not included)
select distinct on (m.position_id, bucket) m.position_id, m.ts, coalesce(m.value, m.mid) as value
from position_history h
join position_marks m on m.position_id = h.position_id and m.ts >= h.entry_time and m.ts <= h.exit_time
cross join lateral (
	select floor(extract(epoch from m.ts - h.entry_time)
		/ greatest(60, extract(epoch from h.exit_time - h.entry_time) / 120)) as bucket) part
where h.account = $1 and h.strategy_type = coalesce($2::text, h.strategy_type)
	and h.exit_time >= coalesce($3::timestamptz, '-infinity') and h.exit_time < $4::timestamptz
	and coalesce(m.value, m.mid) is not null
order by m.position_id, bucket, m.ts desc
