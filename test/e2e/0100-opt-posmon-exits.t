#!/bin/sh
# opt-posmon closes positions by stop, target, trail, time and hand. After each, ledger and broker agree.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z

enter 1 "$swing" 4 swing_trade
exits 0 'a fill becomes a position' opt-posmon
is "$(printf '%s\n' "$out" | jq -c 'select(.event == "position") | [.position_id, .ticker, .option_symbol, .quantity, .entry_price, .bid, .ask, .mid, .underlying_price,
	.pnl, .stop, .target, .decision, .order, .not_evaluable]')" \
	"[1,\"AAPL\",\"$swing\",4,2.55,2.45,2.55,2.5,100,-20,98,104,null,null,[]]" 'the row of the position'
is "$(sql 'select bid, ask, mid, underlying_price from position_marks')" '2.4500|2.5500|2.5000|100.0000' 'its mark'
is "$(sql "select data->>'price', data->>'pnl_dollars' from position_events where type = 'price_update'")" '2.5000|-20.00' \
	'its event'
is "$(sql 'select current_price, current_pnl_dollars, peak_price, lowest_price, status from active_positions')" \
	'2.5000|-20.00|2.5500|2.5000|open' 'its state'
books_agree 'after the entry'

clock 2026-01-26T15:01:05Z
exits 0 'the market does not move: nothing to sell' opt-posmon
is "$(sql 'select count(*) from position_marks')" 2 'one mark per pass'
exits 0 'the same minute again' opt-posmon -n
is "$(sql 'select count(*) from position_marks')" 2 'a dry run writes nothing'

# the target: half is sold, the rest trails
clock 2026-01-26T15:02:05Z
quote AAPL 104.00 104.02
quote "$swing" 5.00 5.10
exits 0 'a dry run at the target' opt-posmon -n
is "$(printf '%s\n' "$out" | jq -c 'select(.event == "position") | [.decision.name, .order.status, .order.order_type, .order.quantity, .order.limit_price]')" \
	'["underlying_target","intent","limit",2,5.05]' 'prints the exit'
on_terminal 80 'opt-posmon -n'
is "$out" 'Positions
id  ticker  contract             qty  paid      P&L     %  exit
 1  AAPL    AAPL260206C00100000    4  2.55  1000.00  98.0  underlying_target
(too narrow for: now, stock, stop, target, bid, ask, price from, order, strateg…' 'a person sees a table'
is "$(sql "select count(*) from broker_orders where purpose = 'exit'")" 0 'and sends nothing'
exits 0 'the target is reached' opt-posmon
is "$(printf '%s\n' "$out" | jq -c 'select(.event == "position") | [.decision.rule, .decision.name, .decision.quantity, .order.quantity, .order.status]')" \
	'[5,"underlying_target",2,2,"new"]' 'half is offered at the mid'
clock 2026-01-26T15:02:20Z
exits 0 'patience' opt-posmon
clock 2026-01-26T15:02:35Z
exits 0 'and more of it' opt-posmon
is "$(sql "select string_agg(limit_price || ' ' || status, ', ' order by attempt) from broker_orders where purpose = 'exit'")" \
	'5.0500 canceled, 5.0000 filled' 'then down to the bid'
is "$(sql 'select quantity, status, target_reached_at is not null, exit_price, trailing_armed_at is not null, exits
	from active_positions')" '2|open|t|5.0000|t|1' 'the rest is held and trails'
is "$(sql "select data->>'rule', data->>'observed', data->>'threshold' from position_events where type = 'exit_decided'")" \
	'5|104.0100|104.0000' 'the event names rule, observed and threshold'
books_agree 'after the target'
exits 0 'opt-alert finds the part that was sold' env OPT_ALERT_SMTP_URL=smtp://127.0.0.1:1 OPT_ALERT_TO=a@example.org opt-alert -n
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "would_tell" and (.key | startswith("reduced:"))) | .subject')" \
	'Sold 2 of 4 AAPL 100 call 2026-02-06 at 5.00' 'and would tell of it'
like "$(printf '%s\n' "$out" | jq -r 'select(.event == "would_tell" and (.key | startswith("reduced:"))) | .body')" \
	'^Sold 2 contracts of .* at 5.00, after an entry at 2.55 per share. 2 stay open.' 'with what stays open'

clock 2026-01-26T15:03:05Z
exits 0 'the target is taken once' opt-posmon
is "$(printf '%s\n' "$out" | jq -c 'select(.event == "position") | [.decision, .trailing_stop]')" '[null,4.175]' 'the trail: 35 % of the gain given back'
clock 2026-01-26T15:04:05Z
quote "$swing" 4.10 4.20
exits 0 'the trail is crossed' opt-posmon
clock 2026-01-26T15:04:20Z
opt-posmon -q
clock 2026-01-26T15:04:35Z
opt-posmon -q
is "$(sql 'select status, close_reason, exit_price, win_loss_label from active_positions')" 'closed|momentum_reversal|4.5500|win' \
	'closed at the average of both sales'
is "$(sql 'select pnl, exit_reason, mfe, mae, round(mfe_percent), quantity from position_history')" '799.52|momentum_reversal|1000.00|-20.00|98|4' \
	'and its history'
books_agree 'after the trail'

# the stop
clear_faults
clock 2026-01-26T15:10:05Z
enter 2 "$swing" 2 swing_trade
exits 0 'another position' opt-posmon
clock 2026-01-26T15:11:05Z
quote AAPL 97.98 98.00
quote "$swing" 1.60 1.70
exits 0 'the stop is reached' opt-posmon
is "$(printf '%s\n' "$out" | jq -c 'select(.event == "position") | [.decision.name, .decision.observed, .decision.threshold, .order.status, .order.limit_price]')" \
	'["underlying_stop",97.99,98,"filled",1.56]' 'sold below the bid'
is "$(sql 'select close_reason, win_loss_label from active_positions where id = 2')" 'underlying_stop|loss' 'a loss'
books_agree 'after the stop'

# no pass runs for half an hour
clear_faults
clock 2026-01-26T15:20:05Z
enter 3 "$swing" 1 swing_trade
exits 0 'a third position' opt-posmon
clock 2026-01-26T15:50:05Z
quote AAPL 97.00 97.02
quote "$swing" 1.00 1.02
exits 1 'O35 a stop that was crossed while no pass ran is reported' opt-posmon
is "$(sql "select type, data->>'unwatched_min' from position_events where type = 'missed_stop'")" 'missed_stop|30.0' \
	'O35 and stored as an event'
is "$(sql 'select close_reason, status from active_positions where id = 3')" 'underlying_stop|closed' 'sold at once'

# by hand
clear_faults
clock 2026-01-26T16:00:05Z
enter 4 "$swing" 1 swing_trade
enter 5 AAPL 3 day_trade
opt-params -q set --why test --yes-nothing-left large_delta_pct=5
exits 0 'a contract and shares' opt-posmon
opt-params -q set --why test --yes-raise-risk large_delta_pct=200
is "$(printf '%s\n' "$out" | jq -rs 'map(select(.event == "position").instrument_type) | sort | join(" ")')" 'CALL STOCK' 'both are watched'
is "$(sql "select positions, tier, delta_dollars between 5300 and 5800, delta_limit, vega_dollars between 1 and vega_limit,
		theta_dollars between -theta_limit and -1, gamma_dollars > 0, stress_dollars between 1 and stress_limit from portfolio_greeks")" \
	'2|large|t|5000|t|t|t|t' 'the Greeks of both are stored, with what the tier allows'
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "limit_exceeded") | "\(.limit) \(.threshold) \(.tier)"')" 'delta 5000 large' \
	'a limit that they exceed is printed'
is "$(sql "select string_agg(dedupe_key, ' ') from alert_outbox where dedupe_key like 'portfolio%'")" \
	'portfolio_delta:PA0000000001:2026-01-26' 'and told, once a session'
exits 65 'not an open position' opt-posmon --close TSLA
exits 0 'by hand, dry run' opt-posmon -n --close "$swing"
is "$(sql "select count(*) from active_positions where close_request is not null")" 0 'stores no request'
exits 0 'by hand' opt-posmon --close "$swing"
is "$(sql 'select close_reason from active_positions where id = 4')" manual 'the contract is sold'
is "$(sql 'select status from active_positions where id = 5')" open 'the shares are not'
exits 0 'by its id' opt-posmon --close 5
is "$(sql 'select close_reason, quantity from active_positions where id = 5')" 'manual|0' 'the shares too'
books_agree 'after closing by hand'

# time, without any quote
clock 2026-01-26T19:30:05Z
enter 6 "$today" 1 day_trade
enter 7 AAPL 2 day_trade
exits 0 'two positions for today' opt-posmon
clock 2026-01-26T20:15:05Z
fault '{"fault": "status", "path": "/v1beta1/*", "count": 100}'
fault '{"fault": "status", "path": "/v2/stocks/*", "count": 100}'
exits 1 'O54 no quotes at 15:15' opt-posmon
is "$(sql 'select status, close_reason from active_positions where id = 6')" 'closed|expiry' 'O54 the contract that expires today is sold'
is "$(sql "select order_type from broker_orders where position_id = 6 and purpose = 'exit'")" market 'with a market order'
is "$(sql 'select status from active_positions where id = 7')" open 'the shares may stay'
clear_faults
clock 2026-01-26T20:44:05Z
exits 0 'one minute before the end of the day' opt-posmon
clock 2026-01-26T20:45:05Z
exits 0 'the end of the day' opt-posmon
is "$(sql 'select status, close_reason from active_positions where id = 7')" 'closed|end_of_day' 'the shares are sold'
books_agree 'at the end of the day'

# the bars
clock 2026-01-26T21:05:05Z
exits 0 'the last bars' opt-posmon
is "$out" '' 'nothing is held'
is "$(sql "select count(*) from option_bars where symbol = '$swing' and ts >= '2026-01-26 15:00Z'")" 360 'all minutes since the entry'
is "$(sql "select bars_captured_count, first_bar_ts at time zone 'UTC', peak_premium, lowest_premium from dispatch_executions
	where recommendation_id = 1")" '3|2026-01-26 15:01:00|2.6000|2.4000' 'those between entry and exit are counted, with their premiums'
is "$(sql "select day, rate from capture_rate_daily")" '2026-01-26|1' 'every minute was asked for and answered'
is "$(sql "select count(*) = (select count(*) from active_positions where option_symbol is not null and entry_time < '2026-01-26 19:30Z'),
		bool_and(rate = 1) from capture_rate where day = '2026-01-26' and open_minutes > 1")" 't|t' 'of every position'
written=$(sql 'select count(*), max(corrected_at) from option_bars')
exits 0 'the same bars again' opt-posmon
is "$(sql 'select count(*), max(corrected_at) from option_bars')" "$written" 'change nothing'

clock 2026-01-27T02:00:05Z
requests=$(stats '.requests_total')
exits 0 'at night' opt-posmon
is "$out" '' 'there is nothing to do'
is "$(($(stats '.requests_total') - requests))" 4 'except to read account, clock and positions'
exits 75 'nothing is sold at night' opt-posmon --close 1

# bars only: what was missed, at any hour
bars=$(stats '.requests | with_entries(select(.key | contains("options/bars"))) | add')
exits 0 'only bars, at night' opt-posmon --bars-only
is "$(($(stats '.requests | with_entries(select(.key | contains("options/bars"))) | add') - bars))" 1 'one request for all contracts'
sql "update active_positions set closed_at = '2026-01-26 16:00Z' where id = 1"
exits 0 'only bars, with a later exit' opt-posmon --bars-only
is "$(sql "select bars_captured_count, last_bar_ts at time zone 'UTC' from dispatch_executions where recommendation_id = 1")" \
	'59|2026-01-26 15:59:00' 'counts again'
fault '{"fault": "status", "path": "/v1beta1/options/bars", "status": 404, "count": 2}'
exits 0 'a contract that the broker does not know' opt-posmon --bars-only
is "$(sql "select count(*) filter (where last_answer = 'not_found'), count(*) filter (where last_answer = 'answered') > 0
	from capture_progress")" '1|t' 'costs that contract alone'
clear_faults
fault '{"fault": "status", "path": "/v1beta1/options/bars", "status": 500, "count": 100}'
exits 1 'a broker that fails' opt-posmon --bars-only
like "$err" 'option bars: broker /v1beta1/options/bars: HTTP 500' 'is told'
is "$(sql "select count(*) = count(*) filter (where failed > 0 and last_answer = 'failed' and last_error like '%HTTP 500%') from capture_progress")" \
	t 'and stored for each contract'
clear_faults
exits 64 'only bars and a sale' opt-posmon --bars-only --close 1
exits 64 'only bars again and again' opt-posmon --bars-only --every 5

# market data is away for half an hour: passes run, but see nothing
clear_faults
clock 2026-01-27T15:20:05Z
quote AAPL 99.99 100.01
quote "$swing" 2.45 2.55
enter 30 "$swing" 1 swing_trade
exits 0 'a position before the outage' opt-posmon
outage=$(sql 'select max(id) from active_positions')
for path in '/v1beta1/*' '/v2/stocks/*'; do
	fault "{\"fault\": \"status\", \"status\": 503, \"path\": \"$path\", \"count\": 1000}"
done
for minute in 15:21 15:35 15:49; do
	clock "2026-01-27T$minute:05Z"
	opt-posmon -q 2>/dev/null
done
is "$(sql "select status, (select count(*) from broker_orders where position_id = $outage and purpose = 'exit') from active_positions
	where id = $outage")" 'open|0' 'without market data a swing is not sold'
clear_faults
clock 2026-01-27T15:50:05Z
quote AAPL 97.00 97.02
quote "$swing" 1.00 1.02
exits 1 'O35 the first look after it' opt-posmon
is "$(sql "select close_reason, status from active_positions where id = $outage")" 'underlying_stop|closed' 'sells at once'
is "$(sql "select data->>'unwatched_min' from position_events where type = 'missed_stop' and position_id = $outage")" 30.0 \
	'and stores that the stop was not watched'
like "$err" 'a stop was crossed while no look saw a price \(30 min\)' 'and tells it'
is "$(sql "select severity from alert_outbox where dedupe_key = 'missed_stop:$outage:1'")" critical 'with an alert'
books_agree 'after the outage'
finish
