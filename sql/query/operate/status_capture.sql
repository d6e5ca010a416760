-- The bars of each contract that is held: the newest bar, the newest answer of the broker, and how many requests got bars, none, a
-- 404, or no answer. $1 now timestamptz, $2 today date
select c.symbol as option_symbol, c.ticker, c.position_id, g.last_ts as newest_bar, g.answered_at, g.bars, g.asked, g.empty,
	g.not_found, g.failed, g.last_answer, g.last_error
from capture_contracts c
left join capture_progress g on g.symbol = c.symbol
where c.closed_at is null and c.entry_time <= $1::timestamptz and $2::date is not null
order by c.entry_time, c.symbol
