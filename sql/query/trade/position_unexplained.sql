-- Marks a position that the broker does not list though nothing explains why; the first mark keeps its time. With a successor
-- the position is linked to the symbol that took its place, and is not unexplained.
-- $1 id bigint, $2 now timestamptz, $3 successor text
update active_positions
set unexplained_since = case when $3::text is null then coalesce(unexplained_since, $2::timestamptz) end,
	adjusted_to = $3
where id = $1::bigint and status <> 'closed'
