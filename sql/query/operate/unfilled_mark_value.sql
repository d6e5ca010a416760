-- The last mid of a contract in the looks of the monitor at a position in it. $1 option symbol text, $2 from timestamptz,
-- $3 to timestamptz
select m.mid as value
from active_positions p
join position_marks m on m.position_id = p.id
where p.option_symbol = $1 and p.strategy_type not in ('credit_spread', 'debit_spread') and m.ts >= $2::timestamptz
	and m.ts <= $3::timestamptz and m.mid is not null
order by m.ts desc
limit 1
