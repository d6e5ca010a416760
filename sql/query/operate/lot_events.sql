-- The fills of all accounts or one, and the ends of options that no order made, in the order of time. The shares of an exercise or
-- assignment are a fill whose key names the option: they are the end of that option. A part of a position that neither fills nor such
-- shares explain ended by an activity of the broker, else by the reason of its leg or of its position. What is held and was never
-- filled was adopted at an unknown price.
-- $1 account text (null: all)
with held as (
	select p.id as position_id, p.account, p.ticker, coalesce(l.option_symbol, p.option_symbol, p.ticker) as symbol,
		coalesce(l.side, p.side) as side, coalesce(l.quantity, p.quantity) as quantity, coalesce(l.strike_price, p.strike_price) as strike,
		coalesce(l.expiration_date, p.expiration_date) as expiration, coalesce(l.gone_for, p.close_reason) as reason,
		p.entry_time, coalesce(p.closed_at, p.last_checked_at, p.created_at) as ended_at
	from active_positions p
	left join position_legs l on l.position_id = p.id and p.strategy_type in ('credit_spread', 'debit_spread')
	where p.account = coalesce($1, p.account)
), filled as (
	select f.account, f.symbol, f.position_id, f.filled_at, f.side, f.qty, f.price, f.fee, f.broker_order_id, f.cum_qty,
		coalesce(f.client_order_id, f.broker_order_id) as order_id,
		f.broker_order_id ~ '^(exercised|assigned):' as is_delivery
	from fills f
	where f.account = coalesce($1, f.account)
), delivered as (
	select split_part(f.broker_order_id, ':', 1) as kind, split_part(f.broker_order_id, ':', 2) as position_id,
		split_part(f.broker_order_id, ':', 3) as symbol, f.qty / 100 as quantity, f.account, f.symbol as ticker, f.filled_at, f.price
	from filled f
	where f.is_delivery
), flow as (
	select f.position_id, f.symbol, sum(case when f.side = 'buy' then f.qty else -f.qty end) as bought
	from filled f
	group by f.position_id, f.symbol
), became as (
	select d.position_id, d.symbol, sum(d.quantity) as quantity
	from delivered d
	group by d.position_id, d.symbol
), net as (
	-- what left each position without a fill; negative: came without one
	select h.*, coalesce(case h.side when 'long' then f.bought else -f.bought end, 0) - coalesce(d.quantity, 0) - h.quantity as gone
	from held h
	left join flow f on f.position_id = h.position_id and f.symbol = h.symbol
	left join became d on d.position_id = h.position_id::text and d.symbol = h.symbol
), ended as (
	select n.*, a.kind, a.at, least(a.quantity, n.gone - (a.upto - a.quantity)) as quantity_ended, a.upto
	from net n
	cross join lateral (
		select case b.activity_type when 'OPEXP' then 'expired' when 'OPASN' then 'assigned' else 'exercised' end as kind,
			coalesce(b.transaction_time, (b.activity_date + 1)::timestamp at time zone 'America/New_York') as at,
			abs(b.qty) as quantity, sum(abs(b.qty)) over (order by b.id) as upto
		from broker_activities b
		where b.position_id = n.position_id and b.symbol = n.symbol and b.activity_type in ('OPEXP', 'OPASN', 'OPEXC')
			and b.applied_at is not null and b.qty is not null) a
	where n.gone > 0 and a.upto - a.quantity < n.gone
), events as (
	select f.account, coalesce(h.ticker, substring(f.symbol from '^[A-Z.]+')) as ticker, f.symbol, f.position_id, 'traded' as kind,
		f.filled_at as at, f.side = 'buy' as buys, (f.side = 'buy') = (h.side = 'long') as opens, f.qty as quantity, f.price, f.fee,
		null::date as expiration, f.broker_order_id || lpad(f.cum_qty::text, 20, '0') as key, f.order_id
	from filled f
	left join held h on h.position_id = f.position_id and h.symbol = f.symbol
	where not f.is_delivery
	union all
	select d.account, d.ticker, d.symbol, h.position_id, d.kind, d.filled_at, d.kind = 'assigned', null, d.quantity, d.price, 0,
		coalesce(h.expiration, (d.filled_at at time zone 'America/New_York')::date), d.symbol, null
	from delivered d
	left join held h on h.position_id::text = d.position_id and h.symbol = d.symbol
	where d.quantity > 0
	union all
	select e.account, e.ticker, e.symbol, e.position_id, e.kind, coalesce(e.at, e.ended_at), e.side = 'short', null, e.quantity_ended,
		e.strike, 0, e.expiration, e.symbol, null
	from ended e
	union all
	select n.account, n.ticker, n.symbol, n.position_id,
		case when n.reason in ('expired', 'exercised', 'assigned') and n.expiration is not null then n.reason else 'gone' end,
		n.ended_at, n.side = 'short', null, n.gone - coalesce(e.explained, 0), n.strike, 0, n.expiration, n.symbol, null
	from net n
	left join (select position_id, symbol, sum(quantity_ended) as explained from ended group by position_id, symbol) e
		on e.position_id = n.position_id and e.symbol = n.symbol
	where n.gone > coalesce(e.explained, 0)
	union all
	select n.account, n.ticker, n.symbol, n.position_id, 'traded', n.entry_time, n.side = 'long', true, -n.gone, null, 0, null, n.symbol, null
	from net n
	where n.gone < 0
)
select account, ticker, symbol, position_id, kind, at,
	least((at at time zone 'America/New_York')::date, expiration) as day, buys, opens, quantity::bigint as quantity, price, fee::numeric as fee,
	order_id
from events
order by at, opens desc nulls last, account, key, position_id
