-- The facts of the gates about the account, as known at $2.
-- $1 account text, $2 now timestamptz, $3 today date (New York), $4 start of today's session timestamptz,
-- $5 start of the drawdown window timestamptz, $6 stop window min int
with open_ as (
	select p.id, p.realised_pnl, p.current_pnl_dollars, p.entry_time,
		(select (m.mid - p.entry_price) * p.quantity * p.multiplier
		from position_marks m
		where m.position_id = p.id and m.ts < $4::timestamptz and m.mid is not null
		order by m.ts desc
		limit 1) as pnl_at_prior_close
	from active_positions p
	where p.account = $1 and p.status <> 'closed'
), day_ as (
	select sum(realised_pnl + current_pnl_dollars
			- case when entry_time >= $4::timestamptz then 0 else pnl_at_prior_close end) as pnl,
		count(*) as positions,
		count(*) filter (where current_pnl_dollars is null
			or (entry_time < $4::timestamptz and pnl_at_prior_close is null)) as unknown
	from open_
), closed as (
	select sum(h.pnl - coalesce((
			select (m.mid - h.entry_price) * h.quantity * h.multiplier
			from position_marks m
			where m.position_id = h.position_id and h.entry_time < $4::timestamptz and m.ts < $4::timestamptz
			order by m.ts desc
			limit 1), 0)) as pnl
	from position_history h
	where h.account = $1 and h.exit_time >= $4::timestamptz and h.exit_time <= $2::timestamptz
), last_answer as (
	select max(updated_at) as at
	from broker_orders
	where account = $1 and purpose = 'entry' and trade_day = $3::date and broker_order_id is not null
		and status <> 'rejected'
)
select case when day_.unknown = 0 then coalesce(day_.pnl, 0) + coalesce(closed.pnl, 0) end as day_pnl,
	day_.positions as open_positions,
	(select count(*) from position_history h
		where h.account = $1 and h.exit_reason in ('stop', 'premium_stop', 'underlying_stop')
			and h.exit_time > $2::timestamptz - make_interval(mins => $6::integer)) as stops,
	(select count(*) from broker_orders o, last_answer a
		where o.account = $1 and o.purpose = 'entry' and o.trade_day = $3::date and o.status = 'rejected'
			-- rejections of the credentials do not count
			and (o.error_code is not null or o.broker_order_id is not null)
			and (a.at is null or o.updated_at > a.at)) as consecutive_rejects,
	(select count(*) from broker_orders o
		where o.account = $1 and o.sent_at > $2::timestamptz - interval '1 minute') as orders_last_minute,
	(select count(distinct o.recommendation_id) from broker_orders o
		where o.account = $1 and o.purpose = 'entry' and o.trade_day = $3::date) as trades_today,
	(select max(s.equity) from account_snapshots s
		where s.account = $1 and s.ts >= $5::timestamptz and s.ts <= $2::timestamptz) as peak_equity,
	(select s.tier from account_snapshots s
		where s.account = $1 and s.ts < $4::timestamptz and s.tier is not null
		order by s.ts desc limit 1) as previous_tier,
	(select count(*) from iv_history v
		where v.ticker = 'SPY' and v.implied_volatility is not null and v.known_at <= $2::timestamptz) as market_iv_values,
	(select v.implied_volatility from iv_history v
		where v.ticker = 'SPY' and v.implied_volatility is not null and v.known_at <= $2::timestamptz
		order by v.day desc limit 1) as market_iv,
	(select count(*) from ticker_universe u where u.next_earnings is not null) as earnings_dates
from day_, closed
