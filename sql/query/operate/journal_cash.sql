-- The movements of cash that are not fills, and of each account the cash at its first and at its newest snapshot that can be compared
-- with the fills: from before the first fill of its day or after the last one, because the broker rounds the fees of a whole day, and
-- not within a minute of one; without such a movement on its day, of which only the date is known; and not in the days before the shares
-- of an exercise or assignment were booked, when the broker had moved the cash already. The fees of trades are those of the fills, and
-- the cash of an OPTRD is that of its shares.
-- $1 account text (null: all), $2 sub types of the fees of trades text[]
with moved as (
	select a.account, a.id, a.activity_type, a.activity_sub_type, a.activity_date, a.net_amount
	from broker_activities a
	where a.account = coalesce($1, a.account) and a.net_amount <> 0 and a.activity_date is not null
		and a.activity_type not in ('FILL', 'OPEXP', 'OPASN', 'OPEXC')
		and (a.activity_type <> 'FEE' or coalesce(a.activity_sub_type, '') <> all ($2::text[]))
		and (a.activity_type <> 'OPTRD' or not (exists (
			select from fills f
			where f.account = a.account and f.symbol = a.symbol and f.broker_order_id ~ '^(exercised|assigned):'
				and (a.net_amount < 0) = (f.side = 'buy') and abs(a.net_amount) % (f.price * 100) = 0
				and f.filled_at between a.activity_date::timestamptz - interval '7 days' and a.activity_date::timestamptz + interval '7 days')
		or exists (
			select from broker_activities b
			join active_positions p on p.id = b.position_id
			left join position_legs l on l.position_id = p.id and l.option_symbol = b.symbol
			where b.account = a.account and b.activity_type in ('OPASN', 'OPEXC') and b.applied_at is not null and p.ticker = a.symbol
				and abs(b.activity_date - a.activity_date) <= 3
				and abs(a.net_amount) % (coalesce(l.strike_price, p.strike_price) * 100) = 0)))
), days as (
	select f.account, (f.filled_at at time zone 'America/New_York')::date as day, min(f.filled_at) as first_fill, max(f.filled_at) as last_fill
	from fills f
	where f.account = coalesce($1, f.account)
	group by 1, 2
), quiet as (
	select s.account, s.ts, s.cash, row_number() over (partition by s.account order by s.ts) as first,
		row_number() over (partition by s.account order by s.ts desc) as last
	from account_snapshots s
	left join days d on d.account = s.account and d.day = (s.ts at time zone 'America/New_York')::date
	where s.account = coalesce($1, s.account) and s.cash is not null
		and (d.day is null or s.ts < d.first_fill - interval '1 minute' or s.ts > d.last_fill + interval '1 minute')
		and not exists (select from fills f where f.account = s.account and f.broker_order_id ~ '^(exercised|assigned):'
			and f.filled_at > s.ts and f.filled_at < s.ts + interval '4 days')
		and not exists (select from moved m where m.account = s.account
			and m.activity_date = (s.ts at time zone 'America/New_York')::date)
)
select account, (activity_date + time '12:00') at time zone 'America/New_York' as at, activity_date as day, activity_type as type,
	coalesce(activity_sub_type, '') as sub_type, id, false as is_balance, net_amount as amount
from moved
union all
select account, ts, (ts at time zone 'America/New_York')::date, '', '', '', true, cash
from quiet
where first = 1 or last = 1
order by at, is_balance, account, id
