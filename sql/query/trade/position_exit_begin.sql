-- Marks a position as closing. Returns no row when it was closed or its quantity changed since the decision.
-- $1 id bigint, $2 exit_number int, $3 quantity seen bigint
update active_positions
set status = 'closing', exits = greatest(exits, $2::integer)
where id = $1::bigint and status <> 'closed' and quantity = $3::bigint
returning id
