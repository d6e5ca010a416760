-- Opens the position of the shares that an option became by assignment or exercise: opt-posmon closes it at once. Its exits
-- continue those of earlier shares of the same position, so that their ids are new; of an adopted position its exits count those
-- at the broker. No row while shares of ours are open.
-- $1 position id bigint, $2 side text, $3 quantity bigint, $4 price numeric, $5 why text, $6 now timestamptz
insert into active_positions (account, ticker, instrument_type, strategy_type, side, quantity, original_quantity, entry_price,
	entry_time, entry_underlying_price, peak_price, lowest_price, current_price, current_underlying_price, exits, status,
	close_request, close_requested_at, created_at, came_from)
select p.account, p.ticker, 'STOCK', 'day_trade', $2, $3::bigint, $3::bigint, $4::numeric, $6::timestamptz, $4::numeric, $4::numeric,
	$4::numeric, $4::numeric, $4::numeric,
	greatest((select max(s.exits) from active_positions s where s.came_from = p.id), case when p.adopted_at is null then 0 else p.exits end),
	'open', $5, $6::timestamptz,
	$6::timestamptz, p.id
from active_positions p
where p.id = $1::bigint
on conflict do nothing
returning id
