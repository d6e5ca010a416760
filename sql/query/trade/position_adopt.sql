-- Opens a position from orders of ours at the broker that this ledger did not have. No row while another position in the contract
-- or stock is open.
-- $1 execution_id uuid, $2 account text, $3 ticker text, $4 instrument_type text, $5 strategy_type text, $6 option_symbol text,
-- $7 strike_price numeric, $8 expiration_date date, $9 quantity bigint, $10 entry_price numeric, $11 entry_time timestamptz,
-- $12 underlying price numeric, $13 days to expiry int, $14 stop numeric, $15 target numeric, $16 exit numbers used int,
-- $17 now timestamptz, $18 stop_atr float8, $19 side text, $20 original_quantity bigint, $21 realised_pnl numeric, $22 exit_price numeric
insert into active_positions (execution_id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price,
	expiration_date, side, quantity, original_quantity, entry_price, entry_time, entry_underlying_price,
	entry_days_to_expiry, stop_atr, stop, target, peak_price, lowest_price, current_price, exits, status, created_at,
	adopted_at, realised_pnl, exit_price)
values ($1::uuid, $2, $3, $4, $5, $6, $7::numeric, $8::date, $19, $9::bigint, $20::bigint, $10::numeric,
	$11::timestamptz, $12::numeric, $13::integer, $18::float8, $14::numeric, $15::numeric, $10::numeric, $10::numeric, $10::numeric,
	$16::integer, 'open', $17::timestamptz, $17::timestamptz, coalesce($21::numeric, 0), $22::numeric)
on conflict do nothing
returning id
