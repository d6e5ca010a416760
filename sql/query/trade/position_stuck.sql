-- Stores for how many looks running the exit of a position has been stuck. $1 id bigint, $2 looks int
update active_positions
set stuck_looks = $2::integer
where id = $1::bigint
