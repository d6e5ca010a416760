-- Returns one row while this run has the lease, and locks it, so that no other run takes it before the commit.
-- $1 stage text, $2 account text, $3 run_id uuid, $4 fence bigint
select 1 as ours
from stage_leases
where stage = $1 and account = $2 and holder = $3::uuid and fence = $4::bigint
for update
