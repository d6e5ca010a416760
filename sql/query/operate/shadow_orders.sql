-- The orders of an account that are over and reached the broker, with the quote when each was sent, the quote of the decision, which is
-- that of the first attempt, and the plan of an entry that ended without any fill, at its last attempt. Prices are values: those of a
-- spread lose the sign of the broker. What shadow_fills has of the outcome is not computed again.
-- $1 account text, $2 strategy text (null: all), $3 from timestamptz (null: the first), $4 to timestamptz (not included)
with attempts as (
	select o.*, first_value(o.client_order_id) over w as first_id, last_value(o.client_order_id) over w as last_id,
		sum(o.filled_qty) over w as filled_in_all, bool_or(o.is_open) over w as any_open
	from broker_orders o
	where o.account = $1
	window w as (partition by o.purpose, o.recommendation_id, o.leg, coalesce(o.reason = 'scale_in', false),
		case when o.purpose <> 'entry' then o.position_id end, o.exit_number,
		case when o.purpose = 'entry' and o.recommendation_id is null then o.client_order_id end
		order by o.attempt rows between unbounded preceding and unbounded following)
)
select o.client_order_id, o.execution_id, o.position_id, o.purpose, o.ticker, o.symbol,
	coalesce(x.strategy_type, p.strategy_type, '') as strategy_type, coalesce(o.reason, '') as reason, o.created_at, o.qty as quantity,
	o.filled_qty as filled,
	coalesce(case when o.purpose = 'entry' then x.instrument_type else p.instrument_type end, x.instrument_type, 'STOCK') as instrument_type,
	case when o.symbol <> '' then o.side = 'buy'
		else (o.purpose = 'entry') = (coalesce(x.strategy_type, p.strategy_type) = 'debit_spread') end as buys,
	abs(o.filled_avg_price) as fill,
	-- without a mid the quote is not that of the order: one leg of a spread is closed
	case when o.first_mid is not null then (o.quote_snapshot ->> 'bid')::numeric end as bid,
	case when o.first_mid is not null then (o.quote_snapshot ->> 'ask')::numeric end as ask,
	case when f.first_mid is not null then (f.quote_snapshot ->> 'bid')::numeric end as decision_bid,
	case when f.first_mid is not null then (f.quote_snapshot ->> 'ask')::numeric end as decision_ask,
	case when o.first_mid is not null then (o.quote_snapshot ->> 'ts')::timestamptz end as quote_ts,
	o.purpose = 'entry' and o.client_order_id = o.last_id and o.filled_in_all = 0 and not o.any_open and x.entry_price is null
		and coalesce(o.reason, '') <> 'scale_in' and x.execution_id is not null as is_unfilled,
	coalesce(x.direction, 0) as direction, x.stop_loss_price as stop, x.take_profit_price as target, x.decision_ts as decided,
	x.max_hold_minutes, x.implied_volatility, coalesce(x.option_symbol, '') as option_symbol, coalesce(l.option_symbol, '') as other_symbol,
	s.client_order_id is not null as is_stored, s.outcome_exit, s.outcome_ts, s.outcome_value, s.outcome_source, s.outcome_pnl
from attempts o
left join broker_orders f on f.client_order_id = o.first_id
left join dispatch_executions x on x.execution_id = o.execution_id
left join active_positions p on p.id = o.position_id
left join order_legs l on l.client_order_id = o.client_order_id and l.leg = 1
left join shadow_fills s on s.client_order_id = o.client_order_id
where not o.is_open and o.broker_order_id is not null and o.created_at >= coalesce($3::timestamptz, '-infinity')
	and o.created_at < $4::timestamptz and coalesce(x.strategy_type, p.strategy_type, '') = coalesce($2, x.strategy_type, p.strategy_type, '')
order by o.created_at, o.client_order_id
