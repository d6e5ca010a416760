-- Money that was paid into an account or out of it, per day. The types are those of the broker for deposits, withdrawals and
-- transfers of cash. $1 account text, $2 from timestamptz (null: the first), $3 to timestamptz
select activity_date as day, sum(net_amount)::float8 as amount
from broker_activities
where account = $1 and activity_type in ('CSD', 'CSW', 'CSR', 'TRANS', 'JNL', 'JNLC', 'ACATC') and net_amount is not null
	and activity_date >= coalesce(($2::timestamptz at time zone 'America/New_York')::date, '-infinity')
	and activity_date <= ($3::timestamptz at time zone 'America/New_York')::date
group by activity_date
order by activity_date
