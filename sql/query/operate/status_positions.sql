-- The open positions, oldest first. $1 now timestamptz, $2 today date
select id as position_id, account, ticker, strategy_type, instrument_type, option_symbol, side, quantity, entry_price,
	current_price, current_pnl_dollars as pnl, round(current_pnl_percent::numeric, 1) as pnl_percent,
	current_underlying_price as underlying_price, stop, target, status, entry_time, last_checked_at
from active_positions
where status <> 'closed' and entry_time <= $1::timestamptz and $2::date is not null
order by entry_time, id
