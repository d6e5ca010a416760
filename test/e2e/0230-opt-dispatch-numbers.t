#!/bin/sh
# The numbers that opt-dispatch compares: earnings, sectors, the age of a quote, claims of other accounts, the daily loss, the
# drawdown, and a run that takes seconds.
. test/tap.sh
. test/paper.sh
. test/market.sh
trading_market AMD BA CRM GE INTC KO MU ORCL WMT
any_entry

# entry TICKER [INSTRUMENT [STRATEGY]]: stores an article and a recommendation; the id is in $id
entry() {
	news "$1" 0.8 60
	id=$(recommend "$1" "${2:-CALL}" "${3:-swing_trade}")
}

# decided FILTER: runs opt-dispatch and prints its rows of recommendations through a jq filter
decided() {
	opt-dispatch 2>/dev/null | jq -r "select(.recommendation_id) | $1"
}

gate() {
	decided "[.status, (.gates[] | select(.gate == \"$1\") | .verdict)] | @tsv"
}

# Earnings: the day has no time, so the whole day and the session before it are blocked.
printf 'ticker,next_earnings\nAMD,2026-01-26\nBA,2026-01-27\n' >"$work/earnings.csv"
opt-universe -q --earnings "$work/earnings.csv"
clock 2026-01-26T15:01:05Z
entry AMD
is "$(gate earnings)" "SKIPPED	fail" "a report today refuses, also after the day has begun"
entry BA
is "$(gate earnings)" "SKIPPED	fail" "a report tomorrow refuses"
clock 2026-01-26T15:02:05Z
entry CRM
is "$(gate earnings)" "EXECUTED	not_applicable" "a ticker that the calendar does not list is not refused"

# Macro events: ten minutes before and after, as it is known
printf 'time,event\n2026-01-26 10:13,CPI\n2026-01-28 14:00,FOMC\n' >"$work/events.csv"
opt-universe -q --events "$work/events.csv" --now 2026-01-26T15:02:30Z
clock 2026-01-26T15:02:20Z
entry AAPL
is "$(gate macro_events)" "EXECUTED	not_applicable" "a calendar that is not known yet does not apply"
clock 2026-01-26T15:03:00Z
entry MSFT
is "$(gate macro_events)" "SKIPPED	fail" "ten minutes before an event are too near"
sql "update macro_events set at = at + interval '1 second' where event = 'CPI'"
entry META
is "$(gate macro_events)" "EXECUTED	pass" "a second more is enough"
sql 'delete from macro_events'

# The sector counts the entries of this run that only work.
sql "update ticker_universe set sector = 'Tech' where ticker in ('INTC', 'MU', 'ORCL')"
opt-params -q set --why test --yes-raise-risk order_spread_share=0 >/dev/null
clock 2026-01-26T15:03:05Z
for ticker in INTC MU ORCL; do entry "$ticker"; done
is "$(decided '.status' | sort | tr '\n' ' ')" "EXECUTED EXECUTED SKIPPED " "the third entry of a sector in one run is refused"
opt-params -q set --why test --yes-raise-risk order_spread_share=0.5 >/dev/null

# A stock entry needs a fresh quote.
clock 2026-01-26T15:06:05Z
fault '{"fault": "stale_quotes", "count": 10000}'
clock 2026-01-26T15:12:05Z
opt-bars -q
opt-features -q
entry KO STOCK day_trade
is "$(decided .reason)" "gate quote_age: the quote is old" "a stock is not bought on a quote of 6 minutes ago"
clear_faults

# A claim that another account left behind.
clock 2026-01-26T15:14:05Z
entry WMT
sql "update dispatch_recommendations set status = 'PROCESSING', account = 'sim:other', dispatcher_run_id = gen_random_uuid(),
	claimed_at = '$OPT_NOW' where id = $id"
clock 2026-01-26T15:17:05Z
is "$(decided '[.ticker, .recommendation_id] | @tsv')" "WMT	$id" "a claim that another account left is taken up again"

# A run that takes 3 seconds of the market's time.
clock 2026-01-26T15:18:05Z
entry GE
fault '{"fault": "delay", "path": "/v2/positions", "ms": 1500, "count": 1}'
(decided .status >"$work/slow") &
slow=$!
sleep .8
ask POST /sim/clock '{"now": "2026-01-26T15:18:08Z"}' >/dev/null
wait "$slow"
is "$(cat "$work/slow")" EXECUTED "no quote is from the future because the run is 3 seconds old"

books_agree "after these entries"

# A strategy whose closed trades lose on average is halted by itself; an operator starts it again.
opt-params -q set --why test --yes-raise-risk kelly_min_trades=10 >/dev/null
sql "with p as (
		insert into active_positions (account, ticker, instrument_type, strategy_type, option_symbol, strike_price,
			expiration_date, side, quantity, original_quantity, entry_price, entry_time, status, close_reason, closed_at,
			created_at)
		select 'PA0000000001', 'KO', 'CALL', 'conservative', 'KO251219C00070000', 70, '2025-12-19', 'long', 0, 1, 1,
			t, 'closed', 'premium_stop', t + interval '1 hour', t
		from generate_series(timestamptz '2025-12-01 15:00Z', '2025-12-10 15:00Z', '1 day') t
		returning *)
	insert into position_history (position_id, account, ticker, instrument_type, strategy_type, option_symbol, side, quantity,
		entry_time, entry_price, exit_time, exit_price, fees, pnl, exit_reason, win_loss_label, holding_minutes, created_at)
	select id, account, ticker, instrument_type, strategy_type, option_symbol, side, 1, entry_time, 1, closed_at,
		.5 + id % 3 / 100.0, 0, -50 + id % 3, close_reason, 'loss', 60, closed_at from p"
clock 2026-01-26T15:19:05Z
entry KO CALL conservative
is "$(decided .status)" SKIPPED "a strategy that loses on average refuses"
is "$(sql "select scope, strategy_type, cause from trading_halts where cleared_at is null")" \
	"strategy|conservative|negative_kelly" "and is halted"
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'halt:negative_kelly:%'")" 1 "that is told"
clock 2026-01-26T15:20:02Z
entry KO CALL conservative
is "$(gate halt)" "SKIPPED	fail" "the halt of the strategy refuses its next entry"
entry GE CALL day_trade
is "$(decided '.gates[] | select(.gate == "halt") | .verdict')" pass "and no entry of another strategy"
is "$(sql "select explain_json -> 'input' ->> 'last_trade_lost' from dispatch_recommendations where id = $id")" yes \
	"the last closed trade of the account lost"
sql "update trading_halts set cleared_at = '2026-01-26T15:20:03Z', cleared_by = 'me'"

# The daily loss: opened on Friday at 5, half sold there at 15, 14 at its close, 4 today.
account=PA0000000001
sql "delete from account_snapshots"
clock 2026-01-26T15:20:05Z
entry BA
opt-dispatch -q 2>/dev/null
base=$(sql "select day_pnl from account_snapshots order by ts desc limit 1")
sql "insert into dispatch_recommendations (id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at)
	overriding system value
	values (9001, '2026-01-23T15:00:00Z', '2026-01-23T15:00:00Z', 'NFLX', 'BUY', 'CALL', 'swing_trade', .8, '{}', '{}', '{}',
		'2026-01-23T15:00:00Z', 1, 'EXECUTED', '2026-01-23T15:00:00Z', '2026-01-23T15:00:00Z');
	insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker, action,
		instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json, client_order_id, qty,
		option_symbol, strike_price, expiration_date, notional, underlying_price, stop_loss_price, take_profit_price,
		params_version, created_at)
	values ('00000000-0000-4000-8000-000000009001', 9001, '00000000-0000-4000-8000-000000009001', '$account', 'paper', 'NFLX',
		'BUY', 'CALL', 'swing_trade', '2026-01-23T15:00:00Z', '{}', '{}', '{}', 'opt-e-test', 4, 'NFLX260206C00100000', 100,
		'2026-02-06', 2000, 100, 98, 104, 1, '2026-01-23T15:00:00Z');
	insert into active_positions (execution_id, account, ticker, instrument_type, strategy_type, option_symbol, strike_price,
		expiration_date, side, quantity, original_quantity, entry_price, entry_time, entry_underlying_price, stop, target,
		current_price, current_pnl_dollars, realised_pnl, fees, status, created_at)
	values ('00000000-0000-4000-8000-000000009001', '$account', 'NFLX', 'CALL', 'swing_trade', 'NFLX260206C00100000', 100,
		'2026-02-06', 'long', 2, 4, 5, '2026-01-23T15:00:00Z', 100, 98, 104, 4, -200, 2000, 0, 'open', '2026-01-23T15:00:00Z');
	insert into position_marks (position_id, ts, bid, ask, mid)
	select id, '2026-01-23T20:59:00Z', 13.9, 14.1, 14 from active_positions where ticker = 'NFLX'"
clock 2026-01-26T15:21:05Z
opt-dispatch -q 2>/dev/null
is "$(sql "select day_pnl - ($base) from account_snapshots order by ts desc limit 1")" "-2000.00" \
	"the loss of today is 2 contracts from 14 to 4; the profit of Friday does not count"
sql "update position_marks set value = 13, source = 'model', model_value = 13 where ts < '2026-01-26'"
clock 2026-01-26T15:21:10Z
opt-dispatch -q 2>/dev/null
is "$(sql "select day_pnl - ($base) from account_snapshots order by ts desc limit 1")" "-1800.00" \
	"a mark that was not sound counts at the model value of 13"
sql "delete from position_marks where ts < '2026-01-26'"
clock 2026-01-26T15:22:05Z
entry KO
is "$(gate daily_loss)" "SKIPPED	fail" "a position without a mark of the session before makes the loss unknown, which refuses"
is "$(sql "select day_pnl is null from account_snapshots order by ts desc limit 1")" t "and it is stored as unknown"

# The drawdown is that of our own profit; its peak starts anew when an operator clears the halt.
sql "delete from account_snapshots; delete from trading_halts"
sql "insert into account_snapshots (account, ts, execution_mode, equity, last_equity)
	values ('$account', '2026-01-20T20:00:00Z', 'paper', 90000000, 90000000)"
clock 2026-01-26T15:23:05Z
entry KO
is "$(gate drawdown)" "SKIPPED	pass" "money that was taken out is no loss"
sql "insert into account_snapshots (account, ts, execution_mode, equity, last_equity, total_pnl)
	values ('$account', '2026-01-21T20:00:00Z', 'paper', 10000000, 10000000, 5000000)"
clock 2026-01-26T15:24:05Z
opt-dispatch -q 2>/dev/null
is "$(sql "select cause from trading_halts where cleared_at is null")" drawdown "a third of our own profit lost halts entries"
sql "update trading_halts set cleared_at = '2026-01-26T15:24:30Z', cleared_by = 'me'"
clock 2026-01-26T15:25:05Z
opt-dispatch -q 2>/dev/null
is "$(sql "select count(*) from trading_halts where cleared_at is null")" 0 "cleared, it is not set again for the same loss"
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'halt:drawdown:%'")" 1 "and it was told once"
finish
