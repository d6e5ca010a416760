-- The number of the account that the broker told last to a run with these keys. $1 key_digest text
select account
from stage_leases
where key_digest = $1
order by acquired_at desc nulls last
limit 1
