-- opt-query positions: the open positions, and those that were closed since $2, newest first. $1 now timestamptz, $2 since
-- timestamptz or null, $3 ticker text or null
select id as position_id, ticker, option_symbol, side, quantity, entry_price, current_price, current_pnl_dollars as pnl,
	round(current_pnl_percent::numeric, 1) as pnl_percent, stop, target, status, entry_time, closed_at, close_reason,
	last_checked_at, strategy_type, instrument_type, original_quantity, realised_pnl, account
from active_positions
where entry_time <= $1::timestamptz and (status <> 'closed' or closed_at >= $2::timestamptz)
	and ($3::text is null or ticker = $3::text)
order by entry_time desc, id desc
