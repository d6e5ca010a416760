-- Stores a snapshot of the account: its money, risk, Greeks and tier. The first one of a moment is kept.
-- $1 account text, $2 ts timestamptz, $3 execution_mode text, $4 status text, $5 equity numeric, $6 last_equity numeric,
-- $7 cash numeric, $8 buying_power numeric, $9 options_buying_power numeric, $10 open_risk numeric, $11 day_pnl numeric,
-- $12 total_pnl numeric, $13 delta float8, $14 gamma float8, $15 theta float8, $16 vega float8, $17 tier text, $18 positions int,
-- $19 run_id uuid, $20 stress float8, limits of $21 delta, $22 vega, $23 theta, $24 stress float8
insert into account_snapshots (account, ts, execution_mode, status, equity, last_equity, cash, buying_power,
	options_buying_power, open_risk, day_pnl, total_pnl, delta_dollars, gamma_dollars, theta_dollars, vega_dollars, tier, positions,
	run_id, stress_dollars, delta_limit, vega_limit, theta_limit, stress_limit)
values ($1, $2::timestamptz, $3, $4, $5::numeric, $6::numeric, $7::numeric, $8::numeric, $9::numeric, $10::numeric,
	$11::numeric, $12::numeric, $13::float8, $14::float8, $15::float8, $16::float8, $17, $18::integer, $19::uuid, $20::float8,
	$21::float8, $22::float8, $23::float8, $24::float8)
on conflict (account, ts) do nothing
