-- The loss that the open positions of an account may have, by its newest snapshot. $1 account text, $2 now timestamptz
select ts, positions, stress_dollars as loss, stress_limit as allowed, open_risk
from account_snapshots
where account = $1 and ts <= $2::timestamptz
order by ts desc
limit 1
