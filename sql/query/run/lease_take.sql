-- Takes one more lease for a run that has its own: that of the account by its number at the broker. It expires with the
-- first. Returns the fence, or no row when another run has the lease or this run has lost its own.
-- $1 stage text, $2 account text of the lease to take, $3 run_id uuid, $4 account text of the run's own lease,
-- $5 fence bigint of the run's own lease, $6 fence bigint of a holder known to be dead,
-- $7 key_digest text
insert into stage_leases as l (stage, account, holder, host, pid, pid_start, acquired_at, expires_at, fence, key_digest)
select stage, $2, holder, host, pid, pid_start, clock_timestamp(), expires_at, 1, $7
from stage_leases
where stage = $1 and account = $4 and holder = $3::uuid and fence = $5::bigint
on conflict (stage, account) do update
set holder = excluded.holder, host = excluded.host, pid = excluded.pid, pid_start = excluded.pid_start,
	acquired_at = excluded.acquired_at, expires_at = excluded.expires_at, fence = l.fence + 1,
	key_digest = coalesce(excluded.key_digest, l.key_digest)
where l.holder is null or l.expires_at <= clock_timestamp() or l.fence = $6::bigint
returning fence
