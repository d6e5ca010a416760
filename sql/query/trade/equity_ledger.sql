-- The cash that the ledger expects: that of a snapshot of the account, the fills since, and the activities that are stored.
-- The snapshot is the newest from before today, else the oldest of today, later than the last gap that an operator cleared,
-- and without a fill within a minute: nobody knows whether its cash includes such a fill. No snapshot: only nulls and
-- the open orders. An activity has a date and no time: those of the day of the snapshot are a sum of their own. The fees of
-- trades are those of the fills: the broker takes them at the fill and books them later.
-- Shares of an exercise or assignment are a fill until their OPTRD is stored, which says on which day the cash moved.
-- $1 account text, $2 now timestamptz, $3 start of today timestamptz, $4 sub types of the fees of trades text[]
with cleared as (
	select coalesce(max(t.cleared_at), '-infinity') as at
	from trading_halts t
	where t.cause = 'equity_gap' and (t.account is null or t.account = $1) and t.cleared_at <= $2::timestamptz
), quiet as (
	select s.ts, s.cash
	from account_snapshots s, cleared
	where s.account = $1 and s.cash is not null and s.ts > cleared.at and s.ts < $2::timestamptz
		and not exists (select from fills f where f.account = $1
			and f.filled_at > s.ts - interval '1 minute' and f.filled_at < s.ts + interval '1 minute')
), base as (
	(select ts, cash, 1 as preference from quiet where ts < $3::timestamptz order by ts desc limit 1)
	union all
	(select ts, cash, 2 from quiet where ts >= $3::timestamptz order by ts limit 1)
	order by preference
	limit 1
), start_ as (
	select ts, cash, (ts at time zone 'America/New_York')::date as day from base
)
select start_.ts as since, start_.day, start_.cash as start,
	(select coalesce(sum(case when f.side = 'sell' then f.qty * f.price else -f.qty * f.price end
			* coalesce(p.multiplier, case when f.symbol ~ '[0-9]{6}[CP][0-9]{8}$' then 100 else 1 end) - f.fee), 0)
		from fills f
		left join active_positions p on p.id = f.position_id
		where f.account = $1 and f.filled_at > start_.ts and not (f.broker_order_id ~ '^(exercised|assigned):' and exists (
			select from broker_activities a
			where a.account = $1 and a.activity_type = 'OPTRD' and a.symbol = f.symbol
				and (a.net_amount < 0) = (f.side = 'buy') and abs(a.net_amount) % (f.price * 100) = 0
				and a.activity_date::timestamptz > f.filled_at - interval '7 days'
				and a.activity_date::timestamptz < f.filled_at + interval '7 days'))) as fills,
	(select coalesce(sum(a.net_amount), 0) from broker_activities a
		where a.account = $1 and a.activity_type <> 'FILL' and a.activity_date > start_.day
			and (a.activity_type <> 'FEE' or coalesce(a.activity_sub_type, '') <> all ($4::text[]))) as later,
	(select coalesce(sum(a.net_amount), 0) from broker_activities a
		where a.account = $1 and a.activity_type <> 'FILL' and a.activity_date = start_.day
			and (a.activity_type <> 'FEE' or coalesce(a.activity_sub_type, '') <> all ($4::text[]))) as same_day,
	(select count(*) from broker_orders o where o.account = $1 and o.is_open) as open_orders
from (select 1) as one
left join start_ on true
