-- The closed trades of a report with what moved them: the Greeks of the entry as the trade was held, the underlying and the volatility at
-- the entry and at the exit. The underlying at the exit is that of the quotes of its orders, weighted by what each filled, else that of
-- the last look of the monitor; the time of the exit is that of its fills, weighted likewise. The volatility at the exit is that of the
-- last sound look, of a spread that of its main leg.
-- $1 account text, $2 strategy text (null: all), $3 from timestamptz (null: the first), $4 to timestamptz (not included)
with trades as (
	select h.position_id, h.execution_id, h.instrument_type, h.side, h.quantity * h.multiplier as shares, h.entry_time, h.exit_time,
		h.fees, h.pnl, h.r_multiple, h.strategy_type in ('credit_spread', 'debit_spread') as is_spread, h.option_symbol
	from position_history h
	where h.account = $1 and h.strategy_type = coalesce($2::text, h.strategy_type)
		and h.exit_time >= coalesce($3::timestamptz, '-infinity') and h.exit_time < $4::timestamptz
), exits as (
	select o.position_id,
		sum(o.filled_qty * (o.quote_snapshot ->> 'underlying')::numeric) / nullif(sum(o.filled_qty), 0) as underlying,
		bool_and(o.quote_snapshot ->> 'underlying' is not null) as is_known
	from broker_orders o
	where o.account = $1 and o.purpose = 'exit' and o.filled_qty > 0 and o.position_id in (select position_id from trades)
	group by o.position_id
), closed as (
	select f.position_id, to_timestamp((sum(f.qty * extract(epoch from f.filled_at)) / sum(f.qty))::float8) as at
	from fills f
	join broker_orders o on o.client_order_id = f.client_order_id
	where f.account = $1 and o.purpose <> 'entry' and f.position_id in (select position_id from trades)
	group by f.position_id
)
select t.position_id, t.instrument_type = 'STOCK' as is_stock, t.side = 'short' as is_short, t.shares::float8 as shares, x.delta, x.gamma,
	x.theta, x.vega, p.entry_underlying_price::float8 as entry_underlying,
	case when e.is_known then e.underlying else p.current_underlying_price end::float8 as exit_underlying,
	x.implied_volatility as entry_iv, coalesce(case when t.is_spread then l.last_good_iv end, p.last_good_iv) as exit_iv,
	extract(epoch from coalesce(c.at, t.exit_time) - t.entry_time)::float8 / 86400 as days, t.fees::float8 as fees, t.pnl::float8 as pnl,
	t.r_multiple as r, p.entry_spread::float8 as entry_spread
from trades t
left join active_positions p on p.id = t.position_id
left join position_legs l on l.position_id = t.position_id and l.option_symbol = t.option_symbol
left join dispatch_executions x on x.execution_id = t.execution_id
left join exits e on e.position_id = t.position_id
left join closed c on c.position_id = t.position_id
order by t.exit_time, t.position_id
