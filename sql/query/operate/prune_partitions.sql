-- Selects the partitions of a table that end by $2, oldest first: name, starts_at, ends_at. $1 table text, $2 until timestamptz
with part as (
	select c.relname::text as name,
		(regexp_match(b.bound, $re$FROM \('([^']*)'\)$re$))[1]::timestamptz as starts_at,
		(regexp_match(b.bound, $re$TO \('([^']*)'\)$re$))[1]::timestamptz as ends_at
	from pg_class p
	join pg_inherits i on i.inhparent = p.oid
	join pg_class c on c.oid = i.inhrelid
	cross join lateral (select pg_get_expr(c.relpartbound, c.oid) as bound) b
	where p.relnamespace = 'public'::regnamespace and p.relname = $1::text
)
select name, starts_at, ends_at
from part
where ends_at <= $2::timestamptz
order by starts_at
