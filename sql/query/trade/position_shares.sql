-- Opens the position of the shares that the assignment or exercise of a leg left: opt-posmon closes it at once. Its exits
-- continue those of earlier shares of the same spread, so that their ids are new. No row while shares of ours are open.
-- $1 spread id bigint, $2 side text, $3 quantity bigint, $4 price numeric, $5 why text, $6 now timestamptz
insert into active_positions (account, ticker, instrument_type, strategy_type, side, quantity, original_quantity, entry_price,
	entry_time, entry_underlying_price, peak_price, lowest_price, current_price, current_underlying_price, exits, status,
	close_request, close_requested_at, created_at, came_from)
select p.account, p.ticker, 'STOCK', 'day_trade', $2, $3::bigint, $3::bigint, $4::numeric, $6::timestamptz, $4::numeric, $4::numeric,
	$4::numeric, $4::numeric, $4::numeric,
	(select coalesce(max(s.exits), 0) from active_positions s where s.came_from = p.id), 'open', $5, $6::timestamptz,
	$6::timestamptz, p.id
from active_positions p
where p.id = $1::bigint
on conflict do nothing
returning id
