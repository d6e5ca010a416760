-- Reads the holder of the lease. $1 stage text, $2 account text
select coalesce(host, '') as host, coalesce(pid, 0) as pid, coalesce(pid_start, 0) as pid_start, fence
from stage_leases
where stage = $1 and account = $2
