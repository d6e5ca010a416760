-- The facts of the gates about the account, as known at $2.
-- $1 account text, $2 now timestamptz, $3 today date (New York), $4 start of today timestamptz,
-- $5 start of the drawdown window timestamptz, $6 stop window min int, $7 greatest age of a value s int,
-- $8 the session before today date, $9 exit reasons text[] that count as stops,
-- $10 fills of the mean slippage int
-- The value of a position in a mark is that of the monitor; a mark of an earlier release has a mid only. A halt has no value.
with filled_ as (
	-- of a spread the main leg has the quantity; its value is that leg less the other
	select f.position_id, f.filled_at >= $4::timestamptz as today,
		((f.side = 'sell') = (p.side = 'long')) <> (l.leg is not null) as reduces,
		case when l.leg is null then f.qty else 0 end as qty,
		case when l.leg is null then f.qty * f.price else -f.qty * f.price end as value, f.fee
	from fills f
	join active_positions p on p.id = f.position_id
	left join position_legs l on l.position_id = f.position_id and l.leg = 1 and l.option_symbol = f.symbol
	where f.account = $1 and f.filled_at <= $2::timestamptz
		and (p.status <> 'closed' or p.closed_at >= $4::timestamptz)
), flow as (
	select position_id,
		coalesce(sum(case when reduces then -qty else qty end), 0) as held,
		coalesce(sum(qty) filter (where reduces and today), 0) as reduced,
		coalesce(sum(value) filter (where reduces and today), 0) as reduced_value,
		coalesce(sum(qty) filter (where not reduces and today), 0) as added,
		coalesce(sum(value) filter (where not reduces and today), 0) as added_value,
		coalesce(sum(fee) filter (where today), 0) as fees,
		coalesce(sum(qty) filter (where reduces and not today), 0) as reduced_before,
		coalesce(sum(value) filter (where reduces and not today), 0) as reduced_value_before,
		coalesce(sum(fee) filter (where not today), 0) as fees_before
	from filled_
	group by position_id
), open_ as (
	select p.realised_pnl, p.current_pnl_dollars, p.quantity, p.entry_price, p.current_price,
		p.entry_time >= $4::timestamptz as opened_today,
		case when p.side = 'long' then p.multiplier else -p.multiplier end as multiplier,
		coalesce(f.reduced, 0) as reduced, coalesce(f.reduced_value, 0) as reduced_value, coalesce(f.added, 0) as added,
		coalesce(f.added_value, 0) as added_value, coalesce(f.fees, 0) as fees, prior.value as prior_value,
		-- the monitor values a position each minute; a position that it never saw keeps the value of its booking
		p.current_price is not null and (p.last_checked_at is null
			or p.entry_time > $2::timestamptz - make_interval(secs => $7::integer)
			or value_.at > $2::timestamptz - make_interval(secs => $7::integer))
			and (f.held is null or f.held = p.quantity) as known
	from active_positions p
	left join flow f on f.position_id = p.id
	left join lateral (
		select coalesce(m.value, m.mid) as value
		from position_marks m
		where m.position_id = p.id and m.ts < $4::timestamptz and coalesce(m.value, m.mid) is not null
		order by m.ts desc
		limit 1) prior on true
	left join lateral (
		select max(m.ts) as at
		from position_marks m
		where m.position_id = p.id and m.ts between $4::timestamptz and $2::timestamptz
			and coalesce(m.value, m.mid) is not null) value_ on true
	where p.account = $1 and p.status <> 'closed'
), day_ as (
	select sum(multiplier * (quantity * current_price + reduced_value
			- case when opened_today then (quantity + reduced) * entry_price
				else (quantity + reduced - added) * prior_value + added_value end) - fees) as pnl,
		sum(realised_pnl + current_pnl_dollars) as total,
		count(*) filter (where current_pnl_dollars is null) as total_unknown,
		count(*) as positions,
		count(*) filter (where not known or (not opened_today and prior_value is null)) as unknown
	from open_
), closed as (
	-- Today's part of the profit: all of it, less what was realised and marked before today.
	select sum(h.pnl - case when h.entry_time >= $4::timestamptz then 0
			else m.sign * (coalesce(f.reduced_value_before, 0) - coalesce(f.reduced_before, 0) * h.entry_price)
				- coalesce(f.fees_before, 0)
				+ m.sign * (prior.value - h.entry_price) * (h.quantity - coalesce(f.reduced_before, 0)) end) as pnl,
		count(*) filter (where h.pnl is null or (h.entry_time < $4::timestamptz and prior.value is null)) as unknown
	from position_history h
	cross join lateral (select case when h.side = 'long' then h.multiplier else -h.multiplier end as sign) m
	left join flow f on f.position_id = h.position_id
	left join lateral (
		select coalesce(k.value, k.mid) as value
		from position_marks k
		where k.position_id = h.position_id and k.ts < $4::timestamptz and coalesce(k.value, k.mid) is not null
		order by k.ts desc
		limit 1) prior on true
	where h.account = $1 and h.exit_time >= $4::timestamptz and h.exit_time <= $2::timestamptz
), history as (
	-- A result that is unknown counts as the loss of all that the position cost.
	select h.exit_time, sum(coalesce(h.pnl, -h.entry_price * h.quantity * h.multiplier))
		over (order by h.exit_time, h.position_id) as total
	from position_history h
	where h.account = $1 and h.exit_time <= $2::timestamptz
), cleared as (
	-- An operator who clears the halt of the drawdown makes the peak start there.
	select max(t.cleared_at) as at
	from trading_halts t
	where t.cause = 'drawdown' and (t.account is null or t.account = $1)
		and t.cleared_at > $5::timestamptz and t.cleared_at <= $2::timestamptz
), peak as (
	select greatest(
		(select max(s.total_pnl) from account_snapshots s
			where s.account = $1 and s.ts >= coalesce(cleared.at, $5::timestamptz) and s.ts <= $2::timestamptz),
		case when cleared.at is null then (select max(total) from history where exit_time >= $5::timestamptz) end,
		case when cleared.at is null then coalesce((select total from history where exit_time < $5::timestamptz
			order by exit_time desc, total desc limit 1), 0) end) as pnl
	from cleared
), last_answer as (
	select max(updated_at) as at
	from broker_orders
	where account = $1 and purpose = 'entry' and trade_day = $3::date and broker_order_id is not null
		and status <> 'rejected'
), slipped as (
	-- The last fills whose quote is known: of another attempt of an entry, the quote of the decision before. The quote of a spread
	-- is a net one: the fill of its main leg, less that of the other leg, counts as one.
	select case when f.side = 'buy' then paid.price - paid.mid else paid.mid - paid.price end / paid.mid as slippage,
		(quote.ask - quote.bid) / 2 / paid.mid as model
	from fills f
	join broker_orders o on o.client_order_id = f.client_order_id
	left join order_legs main on o.symbol = '' and main.client_order_id = o.client_order_id and main.leg = 0
	left join order_legs other on o.symbol = '' and other.client_order_id = o.client_order_id and other.leg = 1
	left join fills g on g.client_order_id = f.client_order_id and g.symbol = other.option_symbol and g.cum_qty = f.cum_qty
	cross join lateral (
		select case when o.symbol <> '' then f.price when f.symbol = main.option_symbol then f.price - g.price end as price,
			abs(o.first_mid) as mid) paid
	left join broker_orders first on o.purpose = 'entry' and first.purpose = 'entry'
		and first.recommendation_id = o.recommendation_id and first.leg = o.leg and first.attempt = (
			select max(d.attempt)
			from broker_orders d
			where d.purpose = 'entry' and d.recommendation_id = o.recommendation_id and d.leg = o.leg
				and d.attempt <= o.attempt and d.quote_snapshot is not null)
	cross join lateral (
		select (coalesce(o.quote_snapshot, first.quote_snapshot) ->> 'bid')::numeric as bid,
			(coalesce(o.quote_snapshot, first.quote_snapshot) ->> 'ask')::numeric as ask) quote
	where f.account = $1 and f.filled_at <= $2::timestamptz and paid.price is not null and paid.mid > 0
		and quote.bid >= 0 and quote.ask > quote.bid
	order by f.filled_at desc, f.broker_order_id, f.cum_qty desc
	limit $10::integer
), macro as (
	select count(*) > 0 as calendar, coalesce(bool_or(in_force and at > $2::timestamptz), false) as ahead,
		min(abs(extract(epoch from at - $2::timestamptz))) filter (where in_force) / 60 as minutes
	from (
		select at, withdrawn_at is null or withdrawn_at > $2::timestamptz as in_force
		from macro_events
		where known_at <= $2::timestamptz
	) e
)
select case when day_.unknown = 0 and closed.unknown = 0 then coalesce(day_.pnl, 0) + coalesce(closed.pnl, 0) end as day_pnl,
	case when day_.total_unknown = 0 then coalesce(day_.total, 0)
		+ coalesce((select sum(coalesce(h.pnl, -h.entry_price * h.quantity * h.multiplier)) from position_history h
			where h.account = $1 and h.exit_time <= $2::timestamptz), 0) end as total_pnl,
	peak.pnl as peak_pnl,
	day_.positions as open_positions,
	(select count(*) from position_history h
		where h.account = $1 and h.exit_reason = any ($9::text[])
			and h.exit_time > $2::timestamptz - make_interval(mins => $6::integer)) as stops,
	(select count(*) from broker_orders o, last_answer a
		where o.account = $1 and o.purpose = 'entry' and o.trade_day = $3::date and o.status = 'rejected'
			-- rejections of the credentials do not count
			and (o.error_code is not null or o.broker_order_id is not null)
			and (a.at is null or o.updated_at > a.at)) as consecutive_rejects,
	(select count(*) from broker_orders o
		where o.account = $1 and o.sent_at > $2::timestamptz - interval '1 minute') as orders_last_minute,
	-- open, doubtful or filled: an entry that ended without any fill frees its slot
	(select count(distinct o.recommendation_id) from broker_orders o
		where o.account = $1 and o.purpose = 'entry' and o.trade_day = $3::date
			and (o.is_open or o.filled_qty > 0)) as trades_today,
	(select count(*) from broker_orders o
		where o.account = $1 and o.purpose = 'entry' and o.trade_day = $3::date and o.sent_at is not null) as entry_orders_today,
	(select count(*) from slipped) as slippage_fills,
	(select 100 * avg(slippage) from slipped) as slippage_pct,
	(select 100 * avg(model) from slipped) as slippage_model_pct,
	(select coalesce(sum(100 * (o.filled_qty * coalesce(o.filled_avg_price, o.limit_price)
			+ case when o.is_open then (o.qty - o.filled_qty) * o.limit_price else 0 end)), 0)
		from broker_orders o
		join dispatch_executions e on e.execution_id = o.execution_id
		where o.account = $1 and o.purpose = 'entry' and o.trade_day = $3::date
			and e.instrument_type <> 'STOCK' and e.strategy_type <> 'credit_spread') as premium_today,
	(select count(distinct o.recommendation_id) from broker_orders o
		join dispatch_executions e on e.execution_id = o.execution_id
		where o.account = $1 and o.purpose = 'entry' and e.execution_mode = 'live'
			and (o.is_open or o.filled_qty > 0)) as live_trades,
	-- a result that is unknown counts as a loss
	coalesce((select coalesce(h.pnl, -1) < 0 from position_history h
		where h.account = $1 and h.exit_time <= $2::timestamptz and h.pnl is distinct from 0
		order by h.exit_time desc, h.position_id desc limit 1), false) as last_trade_lost,
	(select s.tier from account_snapshots s
		where s.account = $1 and s.ts < $4::timestamptz and s.tier is not null
		order by s.ts desc limit 1) as previous_tier,
	(select count(distinct v.day) from iv_history_known v
		where v.ticker = 'SPY' and v.implied_volatility is not null and v.known_at <= $2::timestamptz) as market_iv_values,
	(select case when v.day >= $8::date then v.implied_volatility end from iv_history_known v
		where v.ticker = 'SPY' and v.implied_volatility is not null and v.known_at <= $2::timestamptz
		order by v.day desc, v.known_at desc limit 1) as market_iv,
	exists (select from ticker_earnings_known k where k.next_earnings is not null and k.known_at <= $2::timestamptz)
		as earnings_calendar,
	macro.calendar as macro_calendar, macro.ahead as macro_ahead, macro.minutes as macro_event_min
from day_, closed, peak, macro
