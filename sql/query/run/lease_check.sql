-- Returns one row per lease that this run still has, and locks them, so that no other run takes them before the commit.
-- $1 stage text, $2 account text, $3 run_id uuid, $4 fence bigint, $5 account number text or null, $6 its fence bigint
select ours
from opt_lease_check($1, $2, $3::uuid, $4::bigint, $5, $6::bigint) as ours
