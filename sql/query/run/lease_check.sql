-- Returns one row per lease that this run still has, and locks them, so that no other run takes them before the commit.
-- $1 stage text, $2 account text, $3 run_id uuid, $4 fence bigint, $5 account number text or null, $6 its fence bigint
select 1 as ours
from stage_leases
where stage = $1 and holder = $3::uuid
	and ((account = $2 and fence = $4::bigint) or (account = $5 and fence = $6::bigint))
order by account
for update
