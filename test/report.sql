-- Closed trades and equity of an account on DAYS weekdays from Monday, 2026-01-05 on, for tests of the report: results go up and
-- down by remainders, so that the same DAYS give the same rows. psql -v days=30 -f test/report.sql
with days as (
	select row_number() over (order by day) - 1 as d, day
	from (select '2026-01-05'::date + n as day from generate_series(0, :days * 7 / 5 + 6) as n) as all_
	where extract(isodow from day) < 6
	order by day
	limit :days
), trades as (
	select row_number() over (order by d, k) as n, d, k, day
	from days, generate_series(0, 2) as k
	where k <= d % 3
), made as (
	select n, day, (array['AAPL', 'NVDA', 'MSFT', 'AMD', 'GOOGL', 'BRK.B', 'F'])[1 + n % 7] as ticker,
		(array['day_trade', 'day_trade', 'swing_trade', 'conservative'])[1 + n % 4] as strategy,
		(array['underlying_stop', 'underlying_target', 'trailing', 'volume_collapse', 'premium_stop', 'theta'])[1 + n % 6] as rule,
		(array['CALL', 'PUT'])[1 + n % 2] as kind, 1 + n % 5 as quantity,
		(2 + (n * 31 % 17) / 10.0)::numeric(14,4) as entry, ((n * 7919 % 211) - 96) / 100.0 as move,
		(day + time '09:45' + n % 5 * interval '65 minutes') at time zone 'America/New_York' as entry_time,
		(day + time '09:45' + n % 5 * interval '65 minutes' + (12 + n * 13 % 50) * interval '1 minute')
			at time zone 'America/New_York' as exit_time,
		.25 + (n * 7 % 45) / 100.0 as delta, (n * 11 % 33)::integer as expires_in
	from trades
), priced as (
	select *, greatest(.05, entry + move)::numeric(14,4) as exit, (quantity * .13)::numeric(16,4) as fees,
		replace(ticker, '.', '') || to_char(day + expires_in, 'YYMMDD') || left(kind, 1) || lpad(((100 + n % 80) * 1000)::text, 8, '0') as symbol
	from made
), opened as (
	insert into active_positions (account, ticker, instrument_type, strategy_type, option_symbol, strike_price, expiration_date,
		side, quantity, original_quantity, entry_price, entry_time, entry_delta, entry_iv, entry_days_to_expiry, status,
		close_reason, exit_price, closed_at, created_at)
	select 'PA1', ticker, kind, strategy, symbol, 100 + n % 80, day + expires_in, 'long', 0, quantity, entry, entry_time, delta,
		.3, expires_in, 'closed', rule, exit, exit_time, entry_time
	from priced
	order by n
	returning id, option_symbol, entry_time, account
), history as (
	insert into position_history (position_id, account, ticker, instrument_type, strategy_type, option_symbol, side, quantity,
		entry_time, entry_price, exit_time, exit_price, fees, pnl, pnl_percent, mfe, mae, exit_reason, win_loss_label,
		r_multiple, holding_minutes, created_at)
	select o.id, o.account, p.ticker, p.kind, p.strategy, p.symbol, 'long', p.quantity, p.entry_time, p.entry, p.exit_time,
		p.exit, p.fees, r.pnl, 100 * r.pnl / (p.entry * p.quantity * 100), greatest(0, r.pnl), least(0, r.pnl), p.rule,
		case sign(r.pnl) when 1 then 'win' when -1 then 'loss' else 'flat' end, r.pnl / (p.entry * p.quantity * 100),
		extract(epoch from p.exit_time - p.entry_time) / 60, p.exit_time
	from priced p
	join opened o on o.option_symbol = p.symbol and o.entry_time = p.entry_time
	cross join lateral (select ((p.exit - p.entry) * p.quantity * 100 - p.fees)::numeric(16,2) as pnl) r
	returning position_id, entry_time, exit_time, entry_price, exit_price, pnl
), marks as (
	insert into position_marks (position_id, ts, bid, ask, mid, value, source)
	select position_id, entry_time + m * interval '1 minute' + interval '5 seconds', value - .02, value + .02, value, value, 'quote'
	from history, generate_series(0, extract(epoch from exit_time - entry_time)::integer / 60 - 1) as m,
		lateral (select (entry_price + (exit_price - entry_price) * m * 60 / extract(epoch from exit_time - entry_time)
			+ entry_price * ((m * 37 + position_id * 11) % 13 - 6) / 100.0)::numeric(14,4) as value) v
), orders as (
	insert into broker_orders (client_order_id, account, purpose, position_id, exit_number, attempt, ticker, symbol, side,
		order_type, qty, limit_price, request, reason, status, filled_qty, filled_avg_price, booked_qty, intent_run_id,
		trade_day, created_at, sent_at, filled_at, updated_at, adopted_at)
	select 'opt-' || side.purpose || o.id, 'PA1', side.purpose, o.id, case side.purpose when 'exit' then 1 end, 1, p.ticker,
		p.symbol, case side.purpose when 'exit' then 'sell' else 'buy' end, 'limit', p.quantity, side.price, '{}',
		case side.purpose when 'exit' then p.rule end, 'filled', p.quantity, side.price, p.quantity, gen_random_uuid(), p.day,
		side.at, side.at, side.at, side.at, side.at
	from priced p
	join opened o on o.option_symbol = p.symbol and o.entry_time = p.entry_time
	cross join lateral (values ('entry', p.entry, p.entry_time), ('exit', p.exit, p.exit_time)) as side (purpose, price, at)
)
insert into account_snapshots (account, ts, execution_mode, equity, last_equity, tier)
select 'PA1', ts, 'paper',
	25000 + coalesce((select sum(pnl) from history h where h.exit_time <= ts), 0) + (d * 13 + s * 29) % 41 - 20,
	25000 + coalesce((select sum(pnl) from history h where h.exit_time < day), 0), 'medium'
from days, generate_series(0, 12) as s,
	lateral (select (day + time '09:31' + s * interval '32 minutes') at time zone 'America/New_York' as ts) t;
