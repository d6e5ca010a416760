-- Adds the fees of fills of the entry to an adopted position.
-- $1 id bigint, $2 fees numeric
update active_positions
set fees = fees + $2::numeric, open_fees = coalesce(open_fees, 0) + $2::numeric
where id = $1::bigint
