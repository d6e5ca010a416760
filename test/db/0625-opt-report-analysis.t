#!/bin/sh
# The analyses of opt-report from rows that are written here: shadow fills, unfilled entries, the result by Greek, break-even drift, forward
# returns. SQL computes the same numbers by another way, or they are counted by hand.
. test/tap.sh
. test/books.sh
new_database
OPT_NOW=2026-01-27T21:10:00Z
export OPT_NOW
event() {
	printf '%s\n' "$out" | jq -c "select(.event == \"$1\") | del(.program, .event)"
}
exits 0 'an empty database' opt-report --json
is "$(event greeks)" '{"n":0,"unknown":0,"delta":null,"gamma":null,"vega":null,"theta":null,"fees":null,"remainder":null,"pnl":null}' \
	'has no sums, and no zeros'
is "$(event forward | jq -c '[.minutes, .n, .mean_pct]' | tr '\n' ' ')" '[15,0,null] [60,0,null] [120,0,null] ' 'nor means'
is "$(event stress)" '{"ts":null,"positions":null,"loss":null,"allowed":null,"open_risk":null}' 'nor a stress'

# the underlying of all trades: 100 at the open of two days, a cent more per minute; AMD falls
sql "select opt_partition_ensure('lane_telemetry', '2026-01-26', '2026-01-28'), opt_partition_ensure('option_bars', '2026-01-26', '2026-01-28')" >/dev/null
sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
	select d + interval '14 h 30 min' + m * interval '1 min', t, p, p + .005, p - .005, p, 1, 'iex', d
	from (values ('AAPL', 1), ('AMD', -1)) as s (t, sign), (values (timestamptz '2026-01-26'), ('2026-01-27')) as days (d),
		generate_series(0, 389) as m, lateral (select 100 + sign * m * .01 as p) as price"

# a call: two of it bought in the second attempt, whose quote is not stored, and sold in one
execution 1 PA1 AAPL AAPL260130C00100000 day_trade 2 '2026-01-26 15:00:05Z' \
	'entry_price, delta, gamma, theta, vega, implied_volatility' '2.53, .5, .02, -.2, .1, .3'
position 1 PA1 AAPL AAPL260130C00100000 long 0 2 day_trade target
sql "update active_positions set execution_id = $(uuid 1), entry_underlying_price = 100.3, entry_spread = .2, last_good_iv = .29,
	current_underlying_price = 1 where id = 1"
order entry1 entry 1 null 1 AAPL260130C00100000 buy 2 0 null 2.5 '{"bid": 2.40, "ask": 2.60}' '2026-01-26 15:00:05Z'
order entry1-a2 entry 1 1 2 AAPL260130C00100000 buy 2 2 2.53 2.5 '' '2026-01-26 15:01:05Z'
order exit1 exit 1 1 1 AAPL260130C00100000 sell 2 2 3.08 3.05 '{"bid": 3.00, "ask": 3.10, "underlying": 101.3}' '2026-01-26 16:41:05Z'
fill 1 PA1 AAPL260130C00100000 buy 2 2.53 .11 '2026-01-26 15:01:05Z'
fill 1 PA1 AAPL260130C00100000 sell 2 3.08 .13 '2026-01-26 17:25:05Z'
sql "update fills set client_order_id = case side when 'buy' then 'entry1-a2' else 'exit1' end where position_id = 1;
	insert into position_history (position_id, execution_id, account, ticker, instrument_type, strategy_type, option_symbol, side, quantity,
		entry_time, entry_price, exit_time, exit_price, fees, pnl, win_loss_label, exit_reason, r_multiple, holding_minutes, created_at)
	values (1, $(uuid 1), 'PA1', 'AAPL', 'CALL', 'day_trade', 'AAPL260130C00100000', 'long', 2, '2026-01-26 15:01:05Z', 2.53, '2026-01-26 17:25:05Z',
		3.08, .24, 109.76, 'win', 'target', .43, 144, '2026-01-26 17:25:05Z')"

# entries that were never filled: one whose contract has bars when the underlying reaches the target at 16:10, one whose contract another
# position holds, one of shares, one that only the model can tell, and a spread that nothing can tell
plan='stop_loss_price, take_profit_price, max_hold_minutes, implied_volatility'
execution 2 PA1 AAPL AAPL260130C00101000 day_trade 1 '2026-01-26 15:01:05Z' "$plan" '99, 101, 240, .3'
order entry2 entry 2 null 1 AAPL260130C00101000 buy 1 0 null 2.5 '{"bid": 2.40, "ask": 2.60}' '2026-01-26 15:01:05Z'
order entry2-a2 entry 2 null 2 AAPL260130C00101000 buy 1 0 null 2.5 '' '2026-01-26 15:02:05Z'
sql "insert into option_bars (symbol, ts, open, high, low, close, volume, feed, known_at) values
	('AAPL260130C00101000', '2026-01-26 16:09Z', 3.4, 3.4, 3.4, 3.4, 1, 'opra', '2026-01-26 16:10Z'),
	('AAPL260130C00101000', '2026-01-26 16:11Z', 9, 9, 9, 9, 1, 'opra', '2026-01-26 16:12Z')"
execution 3 PA1 AMD AMD260130P00100000 day_trade 1 '2026-01-26 15:00:05Z' "$plan" '101, 95, 30, .3'
order entry3 entry 3 null 1 AMD260130P00100000 buy 1 0 null 1.35 '{"bid": 1.30, "ask": 1.40}' '2026-01-26 15:00:05Z'
position 2 PA2 AMD AMD260130P00100000 long 1 1 day_trade ''
sql "insert into position_marks (position_id, ts, mid) values (2, '2026-01-26 15:28Z', 1.5), (2, '2026-01-26 15:31Z', 9)"
execution 4 PA1 AAPL '' day_trade 50 '2026-01-26 15:00:05Z' 'stop_loss_price, max_hold_minutes' '99, 30'
order entry4 entry 4 null 1 AAPL buy 50 0 null 100.3 '{"bid": 100.29, "ask": 100.31}' '2026-01-26 15:00:05Z'
execution 5 PA1 AAPL AAPL260130C00102000 day_trade 1 '2026-01-27 15:00:05Z' "$plan" '99, 110, 30, .3'
order entry5 entry 5 null 1 AAPL260130C00102000 buy 1 0 null 1.5 '{"bid": 1.45, "ask": 1.55}' '2026-01-27 15:00:05Z'
execution 6 PA1 AMD AMD260130P00099000 credit_spread 1 '2026-01-26 15:03:05Z' "$plan" '90, 105, 30, .3'
order entry6 entry 6 null 1 '' sell 1 0 null -0.5 '{"bid": 0.45, "ask": 0.55}' '2026-01-26 15:03:05Z'
sql "insert into order_legs (client_order_id, leg, option_symbol, side, position_intent) values
	('entry6', 0, 'AMD260130P00099000', 'sell', 'sell_to_open'), ('entry6', 1, 'AMD260130P00095000', 'buy', 'buy_to_open')"
sql "insert into account_snapshots (account, ts, execution_mode, positions, stress_dollars, stress_limit, open_risk)
	values ('PA1', '2026-01-27 21:00Z', 'paper', 1, 123.45, 1000, 250)"

exits 0 'with -n' opt-report --json -n
is "$(sql 'select count(*) from shadow_fills')" 0 'nothing is stored'
exits 0 'before any plan is over' opt-report --json --now 2026-01-26T15:20:05Z
is "$(event unfilled | jq -c '[.orders, .n, .unknown, .pnl]')" '[6,0,4,null]' 'the unfilled entries are unknown so far'
is "$(sql 'select count(*), count(outcome_pnl) from shadow_fills')" '7|0' 'their orders are stored without an outcome'
exits 0 'two days later' opt-report --json
is "$(sql "select client_order_id, purpose, buys, qty, filled_qty, price, fill_price, decision_mid from shadow_fills where fill_price is not null or price is not null
	order by 1")" 'entry1|entry|t|2|0|2.6000||2.5000
entry1-a2|entry|t|2|2||2.5300|2.5000
entry2|entry|t|1|0|2.6000||2.5000
entry3|entry|t|1|0|1.4000||1.3500
entry4|entry|t|50|0|100.3100||100.3000
entry5|entry|t|1|0|1.5500||1.5000
entry6|entry|f|1|0|0.4500||0.5000
exit1|exit|f|2|2|3.0000|3.0800|3.0500' 'each order has NBBO when it was sent, its fill and the mid of the decision'
is "$(sql "select client_order_id, outcome_exit, to_char(outcome_ts at time zone 'UTC', 'HH24:MI'), outcome_value, outcome_source from shadow_fills
	where outcome_pnl is not null and outcome_source <> 'model' order by 1")" 'entry2-a2|target|16:11|3.4000|option_bars
entry3|time|15:30|1.5000|marks
entry4|time|15:30|100.5900|stock_bars' 'an unfilled entry has an outcome at its last attempt, from the best source'
is "$(sql "select outcome_exit, outcome_source, outcome_value between 0.3 and 1.5 from shadow_fills where client_order_id = 'entry5'")" 'time|model|t' \
	'our model tells one without bars and marks'
# (3.4 - .1 - 2.6) * 100, (1.5 - .05 - 1.4) * 100, (100.59 - .01 - 100.31) * 50, each less fees
is "$(sql "select round(outcome_pnl + .06), outcome_pnl < round(outcome_pnl + .06) from shadow_fills where outcome_source <> 'model' order by client_order_id" |
	tr '\n' ' ')" '70|t 5|t 14|t ' 'the results are net of half the spread and of fees'
is "$(event unfilled | jq -c '[.orders, .n, .unknown, .sources]')" \
	'[7,4,1,{"option_bars":1,"stock_bars":1,"marks":1,"model":1}]' 'a spread without bars stays unknown'
is "$(event unfilled | jq .pnl)" "$(sql 'select sum(outcome_pnl) from shadow_fills')" 'their sum is that of the table'
before=$(sql 'select md5(string_agg(s::text, chr(10) order by client_order_id)) from shadow_fills s')
exits 0 'once more' opt-report --json --now 2026-01-27T22:00:00Z
is "$(sql 'select md5(string_agg(s::text, chr(10) order by client_order_id)) from shadow_fills s')" "$before" 'changes nothing'

is "$(event slippage | tr '\n' ' ')" "$(printf '%s %s ' \
	'{"purpose":"entry","n":0,"unknown":1,"from_mid_pct":null,"from_nbbo_pct":null,"from_mid":null,"from_nbbo":null}' \
	'{"purpose":"exit","n":1,"unknown":0,"from_mid_pct":-0.9836,"from_nbbo_pct":-2.623,"from_mid":-6,"from_nbbo":-16}')" \
	'slippage: a fill whose quote is not stored is unknown'
# .5 * 1 * 200, .02 * 1 / 2 * 200, .1 * -1 * 200, -.2 * .1 day * 200
is "$(event greeks)" '{"n":1,"unknown":0,"delta":100,"gamma":2,"vega":-20,"theta":-4,"fees":-0.24,"remainder":32,"pnl":109.76}' \
	'the result by Greek'
# (.2 + .24 / 200 + .2 * .1) / .5 / 100.3
is "$(event break_even)" '{"n":1,"unknown":0,"mean_pct":0.4411,"median_pct":0.4411}' 'the drift that pays the costs'
is "$(event drawdown_r)" '{"n":1,"unknown":0,"deepest":0,"now":0}' 'a gain is no drawdown'
is "$(event stress)" '{"ts":"2026-01-27T21:00:00Z","positions":1,"loss":123.45,"allowed":1000,"open_risk":250}' \
	'the stress is that of the newest snapshot'
for minutes in 15 60 120; do
	is "$(event forward | jq -r "select(.minutes == $minutes) | [.n, .unknown, .days, .mean_pct, .error_pct] | join(\" \")")" "$(sql "
		with r as (
			select s.direction * (select close from lane_telemetry where ticker = s.ticker and ts = s.bar_ts + interval '$minutes min')
				/ (select close from lane_telemetry where ticker = s.ticker and ts = s.bar_ts) * 100 - s.direction * 100 as pct, s.bar_ts::date as day
			from dispatch_recommendations s
		), day as (select day, sum(pct - (select avg(pct) from r)) as residual from r group by day)
		select count(*) || ' 0 ' || (select count(*) from day) || ' ' || round(avg(pct), 4)::float8 || ' '
			|| round((select sqrt(count(*)::numeric / (count(*) - 1) * sum(residual ^ 2)) from day) / count(*), 4)::float8 from r")" \
		"the returns after $minutes minutes, with the error of two days"
done
exits 0 'what data cost' env OPT_DATA_COST=99 opt-report --json --since 2026-01-01
is "$(event data_cost | jq -c '[.per_month, .since]')" '[99,"2026-01-01T05:00:00Z"]' 'is configured per month'
is "$(event data_cost | jq '.cost * 100 | round')" "$(sql "select round(extract(epoch from timestamptz '2026-01-27 21:10Z' - '2026-01-01 05:00Z') / 86400 * 99 * 12 / 365 * 100)")" \
	'and counts from the start of the period'
finish
