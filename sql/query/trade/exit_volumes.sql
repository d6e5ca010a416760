-- The volumes of contracts that exit rule 8 compares: in the minutes [from, half) of the trade, and in the $3 minutes before the
-- end of those that the broker answered for. A minute without a bar has no volume. No row for a contract whose bars were never
-- answered.
-- $1 jsonb [{symbol, from, half}], $2 now timestamptz, $3 minutes int
with asked as (
	select a.symbol, a."from" as first_from, a.half, g.answered_to
	from jsonb_to_recordset($1::jsonb) as a (symbol text, "from" timestamptz, half timestamptz)
	join capture_progress g on g.symbol = a.symbol
	where g.answered_at <= $2::timestamptz and g.answered_to is not null
)
select a.symbol, a.answered_to,
	coalesce(sum(b.volume) filter (where b.ts < a.half), 0)::float8 as first_volume,
	coalesce(sum(b.volume) filter (where b.ts >= a.answered_to - make_interval(mins => $3::integer)), 0)::float8
		as recent_volume
from asked a
left join option_bars b on b.symbol = a.symbol and b.ts >= a.first_from and b.ts < a.answered_to
	and b.known_at <= $2::timestamptz
group by a.symbol, a.answered_to
order by a.symbol
