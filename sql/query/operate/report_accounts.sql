-- Each account with closed trades or snapshots, and how many trades were closed, the most first. $1 now timestamptz
select account, count(position_id) as trades
from (
	select account, position_id from position_history where exit_time <= $1::timestamptz
	union all
	select distinct account, null::bigint from account_snapshots where ts <= $1::timestamptz
) as known
group by account
order by trades desc, account
