-- Takes one more lease for a run that has its own: that of the account by its number at the broker. It expires with the
-- first. Returns the fence, or no row when another run has the lease or this run has lost its own.
-- $1 stage text, $2 account text of the lease to take, $3 run_id uuid, $4 account text of the run's own lease,
-- $5 fence bigint of the run's own lease, $6 fence bigint of a holder known to be dead,
-- $7 key_digest text
select fence
from opt_lease_take($1, $2, $3::uuid, $4, $5::bigint, $6::bigint, $7) as fence
where fence is not null
