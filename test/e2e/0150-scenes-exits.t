#!/bin/sh
# Scenes of a market, with numbers: the open, a volatility that collapses, a gap, the day of expiry, a halt of the underlying.
# What opt-posmon sells, when, and at which limit.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
. test/scene.sh
broker_database
scene_market 2026-01-23T20:30:00Z AAPL260213C00105000 AAPL260206C00104000 AAPL260206C00230000 AAPL260212C00230000 AAPL260220C00230000 \
	AAPL260202C00230000 AAPL260203C00230000 AAPL260220C00100000 AAPL260204C00100000

# --- The open ---
contract=AAPL260206C00104000 day=2026-01-23
hold 2 swing_trade 0.89 0.93 100 0.80 90 120 20:58:05
day=2026-01-26
look 14:31:00 0.20 1.60
like "$(shown '"\(.price_source) \(.model_price)"')" '^model 0\.(8[89]|9[01])' 'the open 1: .20/1.60 is not a quote to act on; the model says .90'
is "$(ended) $(sales)" 'open|- ' 'the open 1: nothing is sent'
look 14:32:00 0.30 0.34
is "$(shown .price_source) $(ended) $(sales)" 'model open|- ' 'the open 2: .30/.34 once is against the model'
look 14:32:35 0.30 0.34
is "$(shown '"\(.price_source) \(.decision.name)"')" 'market premium_stop' 'the open 2: after 35 s it is the word of the market'
is "$(ended) $(sales)" 'closed|premium_stop limit 2 0.3000 filled' 'the open 2: sold at once, at the bid'

# --- A gap overnight: call 230, stop of the underlying 222 ---
contract=AAPL260206C00230000
hold 2 swing_trade 4.88 4.94 228 3.90 222 260 20:58:05
day=2026-01-27
look 14:31:00 0.70 1.15 214
like "$(shown .model_price)" '^0\.(8[89]|9[012])' 'a gap 1: the model says .90'
is "$(ended) $(sales)" 'open|- ' 'a gap 1: the first look at 214 waits for a second'
look 14:31:35 0.70 1.15
is "$(ended) $(sales)" 'closed|underlying_stop limit 2 0.7000 filled' 'a gap 1: the second sells, not under the bid'
is "$(sql "select round((exit_price / entry_price - 1) * 100) from active_positions where id = $id")" -82 'a gap 1: -82 %'

hold 2 swing_trade 4.88 4.94 228 3.90 222 260 20:58:05
day=2026-01-28
look 14:31:00 0.30 1.55 214
look 14:31:35 0.30 1.55
is "$(ended) $(sales)" 'closing|- limit 2 0.4500 new' 'a gap 1, .30 bid: the sale rests at half of the model'
look 14:33:00 0.30 1.55
is "$(sales)" 'limit 2 0.4500 new' 'a gap 1, .30 bid: until 09:35'
look 14:36:40 0.30 1.55
like "$(sales)" '^limit 2 0.4500 canceled, limit 2 0.2[0-9]00 filled$' 'a gap 1, .30 bid: then it is urgent'

hold 4 swing_trade 5.10 5.16 228 3.90 222 246 20:58:05
day=2026-01-29
look 14:31:00 17.10 17.30 246
is "$(ended) $(sales 'qty, reason')" 'closing|- 2 underlying_target' 'a gap 2: half is sold at the target'
look 14:31:30
look 14:31:45
look 14:32:00
is "$(ended) $(sql "select quantity, trailing_armed_at is not null from active_positions where id = $id")" 'open|- 2|t' \
	'a gap 2: the rest trails'
opt-posmon -q --close "$id" 2>/dev/null
is "$(ended)" 'closed|manual' 'a gap 2: closed by hand'

# --- The volatility collapses after a report ---
contract=AAPL260212C00230000
hold 1 swing_trade 10.70 10.90 230 10.80 200 260 20:50:05
day=2026-01-30
look 14:40:05 6.20 6.40
is "$(shown .price_source) $(ended)" 'model open|-' 'a report 1: the first look is against the model'
look 14:40:40 6.20 6.40
like "$(shown '"\(.price_source) \(.pnl_percent)"')" '^market -41\.' 'a report 1: the second is the word of the market, -42 %'
is "$(ended) $(sales)" 'open|- ' 'a report 1: no stop'
like "$(sql "select entry_iv is distinct from last_good_iv, last_good_iv from active_positions where id = $id")" '^t\|0\.3' \
	'a report 1: the volatility is set anew'
look 14:42:05 5.10 5.30
look 14:42:40 5.10 5.30
is "$(ended)" 'closed|premium_stop' 'a report 2: -52 % is sold by the second look'
is "$(sql "select round((exit_price / entry_price - 1) * 100) from active_positions where id = $id")" -53 'a report 2: at the bid'

# --- A gap to the stop that is gone a minute later ---
contract=AAPL260220C00230000
hold 2 swing_trade 8.00 8.10 228 8.10 222 250 20:58:05
day=2026-02-02
look 14:30:05 5.20 5.40 221.90
look 14:31:05 5.60 5.80 223
is "$(ended) $(sales)" 'open|- ' 'a gap 3: one look under the stop sells nothing'
look 14:32:05 5.20 5.40 221.90
is "$(ended) $(sales)" 'open|- ' 'a gap 3: nor does another one alone'
look 14:32:40 5.20 5.40 221.90
is "$(ended) $(sales 'qty, status')" 'closed|underlying_stop 2 filled' 'a gap 3: two that agree sell, once'

# --- Pinned to the strike on the day of expiry ---
contract=AAPL260202C00230000
hold 2 swing_trade 0.28 0.32 229.98 0.30 200 260 19:30:05
look 19:44:05 0.28 0.32
is "$(ended) $(sales)" 'open|- ' 'a pin 1: nothing before 14:45'
look 19:45:05 0.28 0.32
is "$(ended) $(sales)" 'closing|- limit 2 0.3000 new' 'a pin 1: from 14:45 on it is offered patiently'
for time in 19:45:20 19:46:05 19:47:05; do look $time 0.26 0.30; done
is "$(ended)" 'closed|expiry' 'a pin 1: flat by 15:05'

hold 2 swing_trade 0.28 0.32 229.98 0.30 200 260 19:49:05
look 20:00:05 0.20 0.60
is "$(ended) $(sales order_type)" 'closed|expiry limit, market' 'a pin 1: what is left at 15:00 goes at the market'

contract=AAPL260203C00230000 day=2026-02-03
hold 2 swing_trade 0.28 0.32 229.98 0.30 200 260 19:30:05
look 20:00:05 0 0.05 226
is "$(ended) $(sales)" 'closing|- limit 2 0.0100 new' 'a pin 2: at bid 0 the sale rests at .01'
look 20:10:05
look 20:20:05
is "$(sales) $(sql "select count(*) from alert_outbox where dedupe_key like 'bid_zero:%'")" 'limit 2 0.0100 new 1' \
	'a pin 2: one order, one alert'
look 21:05:05
day=2026-02-04
look 14:25:05
is "$(ended) $(sql "select exit_price, round(pnl_percent) from position_history where position_id = $id")" 'closed|expired 0.0000|-100' \
	'a pin 2: OPEXP books -100 %'

# --- The underlying does not trade ---
contract=AAPL260220C00100000
hold 2 swing_trade 4.20 4.30 100 4.30 97 110 15:00:05
sql "update active_positions set close_request = 'test', close_requested_at = '$OPT_NOW' where id = $id"
for time in 15:02:05 15:02:40 15:03:15; do look $time 0 0 none; done
is "$(ended) $(sales)" 'open|- ' 'a halt 1: nothing is sent, although an exit is due'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'underlying_halt:%'")" 1 'a halt 1: one alert'
is "$(sql "select count(*) from broker_orders where status = 'rejected'")" 0 'a halt 1: no rejection'
look 15:04:05 0.10 1.90 92
look 15:04:40 0.10 1.90
is "$(ended) $(sales)" 'open|- ' 'a halt 2: after it, one unsound look of 35 s is too few'
look 15:05:10 0.10 1.90
half=$(shown '.model_price / 2')
is "$(ended) $(sales 'order_type, qty, status')" 'closing|- limit 2 new' 'a halt 2: after 60 s it is sold'
is "$(sql "select limit_price >= $half and limit_price < $half + .02 from broker_orders where purpose = 'exit' and position_id = $id")" t \
	'a halt 2: not under half of the model'
look 15:05:20 1.00 1.04
look 15:05:50
is "$(ended)" 'closed|test' 'a halt 2: it fills when there is a market again'

contract=AAPL260204C00100000
hold 1 day_trade 0.50 0.54 100 0.54 90 110 19:30:05
for time in 19:59:05 20:01:05 20:05:05; do look $time 0 0 none; done
is "$(ended) $(sales)" 'open|- ' 'a halt 3: over 15:05 of the day of expiry nothing is sent'
is "$(sql "select count(*), min(severity) from alert_outbox where dedupe_key = 'expiry_halt:$id'")" '1|critical' 'a halt 3: it is told'

contract=AAPL260220C00100000 day=2026-02-05
hold 2 swing_trade 4.20 4.30 100 4.30 97 110 15:00:05
sql "update active_positions set close_request = 'test', close_requested_at = '$OPT_NOW' where id = $id"
look 15:02:05 4.20 4.30 none
is "$(ended)" 'closed|test' 'a halt 4: the contract is quoted on both sides, so only the quote of the stock is missing: sold'
# Rule 11, with rolling on: the plan is stored with the exit.
hold 2 swing_trade 4.20 4.30 100 4.30 90 120 15:10:05
opt-params -q set --why test --yes-raise-risk exit_roll=1
day=2026-02-13
look 15:00:05 2.88 2.94 100
is "$(sql "select string_agg(concat_ws(' ', type, data ->> 'rule'), ', ' order by id) from position_events
	where position_id = $id and type in ('exit_decided', 'roll_planned')")" 'roll_planned, exit_decided 11' \
	'seven days before the expiry, without profit: sold, to be rolled'

# --- An expiry that no activity tells ---
contract=AAPL260213C00105000
hold 1 swing_trade 0.28 0.32 100 0.30 90 120 15:04:05
sql "insert into lane_telemetry (ts, ticker, open, high, low, close, volume, feed, known_at)
	values ('2026-02-13T20:57:00Z', 'AAPL', 100, 100, 100, 100, 1000, 'iex', '2026-02-13T20:58:05Z')"
fault '{"fault": "status", "status": 200, "body": [], "path": "/v2/account/activities*", "count": 100}'
day=2026-02-17
for time in 14:35:05 14:36:05; do look $time; done
is "$(ended) $(sql "select exit_price, round(pnl_percent), exit_time = '2026-02-13T21:00Z' from position_history where position_id = $id")" \
	'closed|expired 0.0000|-100|t' 'an expiry 1: in the next session the shares and the last price tell that it ended worthless'
clear_faults
finish
