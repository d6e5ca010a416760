-- Locks a position for booking, by its id or by the execution that opened it, and reads it.
-- stop_distance is that of the underlying at entry; of shares that were scaled in, of their average price.
-- The release before does not store open_fees: it charged the same fee for each contract or share, bought or sold.
-- $1 position_id bigint, $2 execution_id uuid
select id, ticker, instrument_type, strategy_type, side, status, quantity, original_quantity, entry_price, exit_price, realised_pnl,
	fees, coalesce(open_fees, round(fees * quantity / nullif(2 * original_quantity - quantity, 0), 2), 0) as open_fees,
	entry_time, peak_price, lowest_price,
	abs(case when instrument_type = 'STOCK' and original_quantity > (select e.qty from dispatch_executions e
		where e.execution_id = p.execution_id) then entry_price else entry_underlying_price end - stop) as stop_distance,
	(select max(l.strike_price) - min(l.strike_price) from position_legs l where l.position_id = p.id) as width
from active_positions p
where id = $1::bigint or execution_id = $2::uuid
for update
