-- Stores the result of a closed position. When a late fill opened the position again, the last close replaces the first.
-- The excursions come from the highest and the lowest price of the sound marks; without one they are unknown. The entry counts
-- too, so that the favourable one is at least 0 and the adverse one at most. What is short gains when its price falls.
-- $1 position_id bigint, $2 exit_time timestamptz, $3 exit_price numeric, $4 pnl numeric, $5 pnl_percent float8,
-- $6 exit_reason text, $7 win_loss_label text, $8 r_multiple float8, $9 holding_minutes int, $10 now timestamptz
insert into position_history (position_id, execution_id, account, ticker, instrument_type, strategy_type, option_symbol, side,
	quantity, entry_time, entry_price, exit_time, exit_price, fees, pnl, pnl_percent, mfe, mae, mfe_percent, mae_percent,
	exit_reason, win_loss_label, r_multiple, holding_minutes, created_at)
select p.id, p.execution_id, p.account, p.ticker, p.instrument_type, p.strategy_type, p.option_symbol, p.side,
	p.original_quantity, p.entry_time, p.entry_price, $2::timestamptz, $3::numeric, p.fees, $4::numeric, $5::float8,
	seen.best * p.original_quantity * p.multiplier, seen.worst * p.original_quantity * p.multiplier,
	100 * seen.best / nullif(p.entry_price, 0), 100 * seen.worst / nullif(p.entry_price, 0),
	$6, $7, $8::float8, $9::integer, $10::timestamptz
from active_positions p
left join lateral (
	select case p.side when 'short' then p.entry_price - least(p.lowest_price, p.entry_price)
			else greatest(p.peak_price, p.entry_price) - p.entry_price end as best,
		case p.side when 'short' then p.entry_price - greatest(p.peak_price, p.entry_price)
			else least(p.lowest_price, p.entry_price) - p.entry_price end as worst
	where p.peak_price is not null and p.lowest_price is not null
) seen on true
where p.id = $1::bigint
on conflict (position_id) do update
set quantity = excluded.quantity, entry_price = excluded.entry_price, exit_time = excluded.exit_time,
	exit_price = excluded.exit_price, fees = excluded.fees, pnl = excluded.pnl, pnl_percent = excluded.pnl_percent,
	mfe = excluded.mfe, mae = excluded.mae, mfe_percent = excluded.mfe_percent, mae_percent = excluded.mae_percent,
	exit_reason = excluded.exit_reason, win_loss_label = excluded.win_loss_label, r_multiple = excluded.r_multiple,
	holding_minutes = excluded.holding_minutes
