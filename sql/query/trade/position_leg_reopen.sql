-- Opens a leg of a spread again, before the spread itself. The exit price is that of the fills that closed the rest of the leg;
-- unknown unless they closed all of it. $1 position_id bigint, $2 option_symbol text, $3 quantity bigint
update position_legs l
set quantity = least($3::bigint, p.original_quantity * l.ratio), gone_for = null,
	exit_price = (
		select round(sum(f.qty * f.price) / sum(f.qty), 4)
		from fills f
		where f.position_id = l.position_id and f.symbol = l.option_symbol
			and f.side = case l.side when 'long' then 'sell' else 'buy' end
		having sum(f.qty) = p.original_quantity * l.ratio - least($3::bigint, p.original_quantity * l.ratio))
from active_positions p
where p.id = l.position_id and l.position_id = $1::bigint and l.option_symbol = $2 and p.status = 'closed'
