-- The positions of an account that were closed in a period, in that order, with what was known at the entry.
-- $1 account text, $2 strategy text (null: all), $3 from timestamptz (null: the first), $4 to timestamptz (not included)
select h.position_id, h.ticker, h.instrument_type, h.strategy_type, h.side, h.option_symbol, other.option_symbol as other_symbol,
	h.exit_reason, h.quantity, h.multiplier, h.entry_time, h.exit_time, h.entry_price, h.exit_price, h.fees, h.pnl, h.mfe, h.mae,
	h.pnl_percent, h.r_multiple, h.holding_minutes, p.entry_delta, p.entry_iv,
	(select (g ->> 'observed')::float8
		from jsonb_array_elements(case jsonb_typeof(r.risk_gate_json) when 'array' then r.risk_gate_json else '[]' end) as g
		where g ->> 'gate' = 'iv_rank' and jsonb_typeof(g -> 'observed') = 'number'
		limit 1) as iv_rank,
	coalesce(p.entry_days_to_expiry,
		p.expiration_date - (h.entry_time at time zone 'America/New_York')::date)::float8 as days_to_expiry
from position_history h
left join active_positions p on p.id = h.position_id
left join position_legs other on other.position_id = h.position_id and other.leg = 1
left join dispatch_executions e on e.execution_id = h.execution_id
left join dispatch_recommendations r on r.id = e.recommendation_id
where h.account = $1 and h.strategy_type = coalesce($2::text, h.strategy_type)
	and h.exit_time >= coalesce($3::timestamptz, '-infinity') and h.exit_time < $4::timestamptz
order by h.exit_time, h.position_id
