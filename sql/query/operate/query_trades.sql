-- opt-query trades: closed positions, newest first. $1 now timestamptz, $2 since timestamptz or null, $3 ticker text or null
select position_id, ticker, option_symbol, quantity, entry_price, exit_price, pnl,
	round(pnl_percent::numeric, 1) as pnl_percent, exit_reason, exit_time, entry_time, holding_minutes, r_multiple, fees,
	win_loss_label, strategy_type, instrument_type, side, account
from position_history
where exit_time <= $1::timestamptz and ($2::timestamptz is null or exit_time >= $2::timestamptz)
	and ($3::text is null or ticker = $3::text)
order by exit_time desc, position_id desc
