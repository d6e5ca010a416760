-- Positions that were closed and not told yet. $1 since timestamptz, $2 now timestamptz
select 'exit:' || h.position_id || ':' || extract(epoch from h.exit_time)::bigint as key,
	h.ticker, h.strategy_type, h.instrument_type, h.side, h.option_symbol,
	(select l.option_symbol from position_legs l
		where l.position_id = h.position_id and l.option_symbol <> h.option_symbol order by l.leg limit 1) as other_symbol,
	h.quantity, h.quantity as sold, 0 as left_open, h.entry_price, h.exit_price, null::numeric as underlying,
	null::numeric as stop, null::numeric as target, null::float8 as entry_delta, null::float8 as entry_iv,
	null::float8 as confidence, h.entry_time, h.exit_time, h.pnl, h.fees, h.pnl_percent, h.r_multiple, h.holding_minutes,
	h.exit_reason, false as adopted, h.created_at as at
from position_history h
where h.created_at > $1::timestamptz and h.created_at <= $2::timestamptz
	and not exists (
		select from alert_outbox a
		where a.dedupe_key = 'exit:' || h.position_id || ':' || extract(epoch from h.exit_time)::bigint)
order by h.created_at, h.position_id
