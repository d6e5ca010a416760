-- The account with the newest snapshot, order or closed trade. $1 now timestamptz
select account
from (
	(select account, ts from account_snapshots where ts <= $1::timestamptz order by ts desc limit 1)
	union all
	(select account, exit_time from position_history where exit_time <= $1::timestamptz order by exit_time desc limit 1)
	union all
	(select account, created_at from broker_orders where created_at <= $1::timestamptz order by created_at desc limit 1)
) as newest (account, ts)
order by ts desc, account
limit 1
