-- The contracts whose bars are captured: those of open positions and of positions closed since $2, except contracts that
-- expired before $3.
-- $1 account text, $2 closed since timestamptz, $3 expired since date
select option_symbol as symbol, min(entry_time) as entry_time
from active_positions
where account = $1 and option_symbol is not null and (status <> 'closed' or closed_at >= $2::timestamptz)
	and expiration_date >= $3::date
group by option_symbol
order by option_symbol
