-- Opens a position from orders of ours at the broker that this ledger did not have.
-- $1 execution_id uuid, $2 account text, $3 ticker text, $4 instrument_type text, $5 strategy_type text, $6 option_symbol text,
-- $7 strike_price numeric, $8 expiration_date date, $9 quantity bigint, $10 entry_price numeric, $11 entry_time timestamptz,
-- $12 underlying price numeric, $13 days to expiry int, $14 stop numeric, $15 target numeric, $16 exit numbers used int,
-- $17 now timestamptz, $18 stop_atr float8
insert into active_positions (execution_id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price,
	expiration_date, side, quantity, original_quantity, entry_price, entry_time, entry_underlying_price,
	entry_days_to_expiry, stop_atr, stop, target, peak_price, lowest_price, current_price, exits, status, created_at,
	adopted_at)
values ($1::uuid, $2, $3, $4, $5, $6, $7::numeric, $8::date, 'long', $9::bigint, $9::bigint, $10::numeric,
	$11::timestamptz, $12::numeric, $13::integer, $18::float8, $14::numeric, $15::numeric, $10::numeric, $10::numeric, $10::numeric,
	$16::integer, 'open', $17::timestamptz, $17::timestamptz)
returning id
