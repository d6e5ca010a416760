-- Positions that were opened and not told yet. One whose entry order still rests is told two minutes after its first fill.
-- $1 since timestamptz, $2 now timestamptz, $3 two minutes before now timestamptz
select 'entry:' || p.id || ':' || extract(epoch from p.entry_time)::bigint as key,
	p.ticker, p.strategy_type, p.instrument_type, p.side, p.option_symbol,
	(select l.option_symbol from position_legs l
		where l.position_id = p.id and l.option_symbol <> p.option_symbol order by l.leg limit 1) as other_symbol,
	p.original_quantity as quantity, 0 as sold, 0 as left_open, p.entry_price, null::numeric as exit_price,
	p.entry_underlying_price as underlying, p.stop, p.target, p.entry_delta, p.entry_iv,
	r.confidence::float8 as confidence, p.entry_time, null::timestamptz as exit_time, null::numeric as pnl,
	null::numeric as fees, null::float8 as pnl_percent, null::float8 as r_multiple, 0 as holding_minutes,
	'' as exit_reason, p.adopted_at is not null as adopted, p.created_at as at
from active_positions p
left join dispatch_executions e on e.execution_id = p.execution_id
left join dispatch_recommendations r on r.id = e.recommendation_id
where p.created_at > $1::timestamptz and p.created_at <= $2::timestamptz
	and (p.entry_time <= $3::timestamptz or not exists (
		select from broker_orders o where o.execution_id = p.execution_id and o.purpose = 'entry' and o.is_open))
	and not exists (
		select from alert_outbox a where a.dedupe_key = 'entry:' || p.id || ':' || extract(epoch from p.entry_time)::bigint)
order by p.created_at, p.id
