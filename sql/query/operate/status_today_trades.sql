-- The positions that were closed today, in that order. $1 now timestamptz, $2 today date
select position_id, account, ticker, strategy_type, option_symbol, quantity, entry_price, exit_price, pnl,
	round(pnl_percent::numeric, 1) as pnl_percent, exit_reason, entry_time, exit_time
from position_history
where exit_time >= ($2::date)::timestamp at time zone 'America/New_York' and exit_time <= $1::timestamptz
order by exit_time, position_id
