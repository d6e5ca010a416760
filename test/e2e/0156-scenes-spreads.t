#!/bin/sh
# Scenes of spreads, with numbers: closed by one order for both legs; a leg that the broker takes alone: assigned, bought back
# or exercised; expiry over a weekend.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
. test/scene.sh
broker_database
short=AAPL260220P00215000 long=AAPL260220P00210000
scene_market 2026-01-26T14:45:00Z $short $long AAPL260220C00245000 AAPL260220C00250000 AAPL260130P00215000 AAPL260130P00210000 \
	AAPL260206P00215000 AAPL260206P00210000 AAPL260213P00225000 AAPL260213P00220000 AAPL260227P00215000 AAPL260227P00210000 \
	AAPL260417P00215000 AAPL260417P00210000
sed -i 's/,100,100,100,100,/,212,212,212,212,/' "$work/market/stock_bars.csv" # what options expire by
paper --recording "$work/market" --day 2026-01-26 --now "$scene_start" --start-cash 2876.48 || exit 1
clock "$scene_start"
opt-params -q set --why test --yes-raise-risk exit_stop=0 exit_target=0 exit_trailing=0 >/dev/null
day=2026-01-26

# prices TIME SPOT [SYMBOL BID ASK]...: the quotes of AAPL and of contracts, then the clock; no faults
prices() {
	clear_faults
	now=${day}T$1Z
	quote AAPL "$(awk "BEGIN { print $2 - .01 }")" "$(awk "BEGIN { print $2 + .01 }")"
	shift 2
	while [ $# -gt 0 ]; do
		quote "$1" "$2" "$3"
		shift 3
	done
	clock "$now"
}

# spread N STRATEGY QUANTITY SHORT LONG LIMIT: stores what opt-dispatch leaves of an accepted order for a spread, and sends it.
# LIMIT has the broker's sign. The position is opened by the next look, with sold and bought legs as the strategy has them.
spread() {
	id=opt-e$(printf '%020x' "$1")-a1 uuid=00000000-0000-4000-8000-$(printf '%012x' "$1")
	legs="0 $4 sell sell_to_open 1 $5 buy buy_to_open" main=$4
	[ "$2" = credit_spread ] || legs="0 $5 buy buy_to_open 1 $4 sell sell_to_open" main=$5
	kind=PUT
	case $4 in *C0*) kind=CALL ;; esac
	strike=$(printf '%s' "$main" | sed 's/.*[CP]0*//; s/...$//')
	body=$(echo "$legs" | jq -Rc --arg q "$3" --arg l "$6" --arg c "$id" 'split(" ") | {order_class: "mleg", qty: $q, type: "limit",
		time_in_force: "day", limit_price: $l, client_order_id: $c, legs: [.[0:4], .[4:8] |
		{symbol: .[1], ratio_qty: "1", side: .[2], position_intent: .[3]}]}')
	sql "
	insert into dispatch_recommendations (id, ts, bar_ts, ticker, action, instrument_type, strategy_type, confidence, reason,
		features_snapshot, sentiment_snapshot, lineage, params_version, status, created_at, processed_at)
	overriding system value
	values ($1, '$OPT_NOW', '$OPT_NOW', 'AAPL', 'BUY', '$kind', '$2', .8, '{}', '{}', '{}', '$OPT_NOW', 1, 'EXECUTED', '$OPT_NOW',
		'$OPT_NOW');
	insert into dispatch_executions (execution_id, recommendation_id, dispatcher_run_id, account, execution_mode, ticker,
		action, instrument_type, strategy_type, decision_ts, features_snapshot, sentiment_snapshot, risk_json,
		client_order_id, qty, option_symbol, strike_price, expiration_date, notional, underlying_price, params_version, created_at)
	values ('$uuid', $1, '$uuid', 'PA0000000001', 'paper', 'AAPL', 'BUY', '$kind', '$2', '$OPT_NOW', '{}', '{}', '{}',
		'$id', $3, '$main', $strike, $(printf '%s' "$main" | sed "s/^AAPL\(..\)\(..\)\(..\).*/'20\1-\2-\3'/"), 500, 216, 1, '$OPT_NOW');
	insert into broker_orders (client_order_id, account, purpose, recommendation_id, execution_id, attempt, ticker, symbol,
		side, order_type, qty, limit_price, request, quote_snapshot, status, intent_run_id, trade_day, created_at, sent_at, updated_at)
	values ('$id', 'PA0000000001', 'entry', $1, '$uuid', 1, 'AAPL', '', 'buy', 'limit', $3, $6, '$body', '{}', 'sending', '$uuid',
		'$day', '$OPT_NOW', '$OPT_NOW', '$OPT_NOW');
	insert into order_legs (client_order_id, leg, option_symbol, side, position_intent)
	select '$id', l.leg, l.symbol, l.side, l.intent from (values $(echo "$legs" |
		awk '{ printf "(%s, '\''%s'\'', '\''%s'\'', '\''%s'\''), (%s, '\''%s'\'', '\''%s'\'', '\''%s'\'')", $1, $2, $3, $4, $5, $6, $7, $8 }')
		) as l (leg, symbol, side, intent)"
	ask POST /v2/orders "$body" >"$work/entered"
}

# shown2 FILTER: prints what opt-posmon printed of the spread
shown2() {
	printf "%s\n" "$out" | jq -rs "map(select(.event == \"position\" and .legs)) | last | $1"
}

# held: the open positions at the broker
held() {
	ask GET /v2/positions | jq -r '[.[] | .symbol + " " + .qty] | sort | join(", ")'
}

# ended_as [FIELDS]: how the newest spread ended
ended_as() {
	sql "select ${1:-status, coalesce(close_reason, '-'), quantity} from active_positions where instrument_type <> 'STOCK' order by id desc limit 1"
}

# sold: the exit orders of the newest spread and of its shares, as they were sent
sold() {
	sql "select string_agg(concat_ws(' ', coalesce(nullif(o.symbol, ''), 'spread'), o.side, o.qty, o.limit_price, o.status), ', '
			order by o.created_at, o.position_id desc)
		from broker_orders o
		join active_positions p on p.id = o.position_id
		where o.purpose = 'exit' and (select max(id) from active_positions where instrument_type <> 'STOCK') in (p.id, p.came_from)"
}

# money: what the account has, and what the ledger says that it won since the start
money() {
	stats .cash
}
won() {
	sql "select trim_scale(2876.48 + coalesce(sum(pnl), 0)::numeric(10, 2)) from position_history"
}

# --- One order for both legs ---
prices 15:00:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 1 credit_spread 2 $short $long -1.20
look 15:00:35
is "$(ended_as "side, quantity, entry_price, option_symbol")" "short|2|1.2000|$short" 'a put spread is held, sold for 1.20'
is "$(sql "select string_agg(concat_ws(' ', leg, side, quantity, entry_price, last_good_iv is not null), ', ' order by leg) from position_legs")" \
	'0 short 2 3.1000 t, 1 long 2 1.9000 t' 'with its legs, each with its price and its volatility'
is "$(shown2 '"\(.price_source) \(.bid) \(.ask) \(.pnl)"')" 'quote 1.2 1.32 -12' 'it is worth the difference of its legs'
prices 15:01:05 222 $short 1.26 1.30 $long 0.72 0.74
look 15:01:05
is "$(shown2 '"\(.decision.name) \(.pnl)"')" 'credit_target 130' 'a fall of the value is a gain: half of the credit'
is "$(sold)" 'spread sell 2 0.5500 new' 'it is bought back by one order, patiently: at the mid'
is "$(stats '.orders[-1] | [.order_class, .limit_price, (.legs[] | .side, .position_intent)] | join(" ")')" \
	'mleg 0.55 buy buy_to_close sell sell_to_close' 'of the class mleg, with both legs to close'
look 15:01:20
look 15:01:35
is "$(sold)" 'spread sell 2 0.5500 canceled, spread sell 2 0.5700 canceled, spread sell 2 0.5800 filled' 'then in steps to the ask'
is "$(ended_as)" 'closed|credit_target|0' 'it is closed'
is "$(ended_as 'exit_price, realised_pnl, fees')" '0.5800|123.52|0.4800' 'the credit less its price, for two, less the fees of four contracts both ways'
is "$(held) $(money)" " $(won)" 'nothing is held, and the cash is that of the ledger'
is "$(sql "select round(mfe), round(mae), round(r_multiple::numeric, 4) from position_history order by position_id desc limit 1")" \
	'130|-12|0.1625' 'its best mark was the lowest, and 123.52 is so much of the width less the credit'

# --- An early assignment 1: +100 shares, the short leg gone, spot 206, equity 3,000 ---
is "$(money)" 3000 'an assignment 1: the equity is 3,000'
prices 15:10:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 2 credit_spread 1 $short $long -1.20
look 15:10:35
prices 15:11:05 206 $short 9.40 9.60 $long 4.50 4.60
ask POST /sim/event "{\"event\": \"assign\", \"symbol\": \"$short\", \"lock_min\": 1}" >/dev/null
is "$(held)" "AAPL 100, $long 1" 'an assignment 1: the shares came, the short leg went'
look 15:11:35
is "$(sold)" "AAPL sell 100 201.8700 filled, $long sell 1 4.4000 not_sent" 'an assignment 1: the shares go first; the long put is locked'
like "$err" 'short leg AAPL260220P00215000 were assigned' 'an assignment 1: it is told'
look 15:12:35
is "$(held)" '' 'an assignment 1: the next look sells it'
is "$(ended_as) $(sql "select close_reason, entry_price from active_positions where instrument_type = 'STOCK'")" \
	'closed|assigned|0 assigned|206.0000' 'an assignment 1: both are closed as assigned'
is "$(money)" "$(won)" 'an assignment 1: the cash is that of the ledger'
is "$(sql "select sum(pnl) >= -380 - 1 and sum(pnl) < -300 from position_history where position_id > (select min(id) from active_positions)")" t \
	'an assignment 1: the loss is under the width less the credit, and fees'
is "$(sql "select counts ->> 'orders_rejected' from pipeline_runs order by started_at desc limit 1 offset 1")" '' 'an assignment 1: the lock is no rejection'

# --- An early assignment 2: two spreads, one is assigned ---
prices 15:20:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 3 credit_spread 2 $short $long -1.20
look 15:20:35
prices 15:21:05 214.5 $short 3.40 3.46 $long 2.04 2.10
ask POST /sim/event "{\"event\": \"assign\", \"symbol\": \"$short\"}" >/dev/null
look 15:21:35
is "$(held)" "$long 1, $short -1" 'an assignment 2: 100 shares and one put went, the other spread is whole'
is "$(ended_as)" 'open|-|1' 'an assignment 2: it is held'
look 15:22:05
is "$(held) $(ended_as)" "$long 1, $short -1 open|-|1" 'an assignment 2: and stays'
run opt-posmon -q --close $short
look 15:22:20
look 15:22:35
is "$(held) $(ended_as)" ' closed|manual|0' 'an assignment 2: closed by hand, by one order'
is "$(money)" "$(won)" 'an assignment 2: the cash is that of the ledger'

# --- An early assignment 3: short call 245, time value .10, dividend .26 tomorrow ---
sql "insert into corporate_actions (ticker, kind, ex_date, known_at, amount, source)
	values ('AAPL', 'dividend', '2026-01-27', '2026-01-20T12:00:00Z', .26, 'broker')"
call=AAPL260220C00245000 wing=AAPL260220C00250000
prices 15:30:05 250 $call 6.00 6.10 $wing 3.00 3.06
spread 4 credit_spread 1 $call $wing -2.94
look 15:30:35
is "$(sold)" '' 'an assignment 3: with a time value of 1.05 nothing is sold'
prices 15:31:05 250 $call 5.08 5.12 $wing 2.10 2.16
look 15:31:05
is "$(shown2 '.decision.name')" earnings 'an assignment 3: the dividend is more than the time value of the short call'
look 15:31:20
look 15:31:35
is "$(held) $(ended_as)" ' closed|earnings|0' 'an assignment 3: closed today'

# --- The long leg is exercised by hand: the short leg is bought first ---
prices 15:40:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 5 debit_spread 1 $long $short 1.32
look 15:40:35
is "$(ended_as 'side, entry_price')" 'long|1.3200' 'a debit spread is held, bought for 1.32'
ask POST /sim/event "{\"event\": \"close\", \"symbol\": \"$short\"}" >/dev/null
look 15:41:35
is "$(sold)" "$long buy 1 1.9400 filled" 'its long leg is gone: the short leg is bought, the only order'
is "$(held) $(ended_as)" ' closed|liquidated|0' 'and nothing is left'
is "$(money)" "$(won)" 'the cash is that of the ledger'

# --- Shares that were sold do not explain that a short put is gone ---
prices 15:50:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 7 credit_spread 1 $short $long -1.20
look 15:50:35
fault "{\"fault\": \"status\", \"status\": 200, \"path\": \"/v2/positions\", \"count\": 100, \"body\": [
	{\"symbol\": \"AAPL\", \"qty\": \"-100\", \"asset_class\": \"us_equity\"}, {\"symbol\": \"$long\", \"qty\": \"1\", \"asset_class\": \"us_option\"}]}"
run opt-posmon --reconcile-only
is "$(printf '%s\n' "$out" | jq -r "select(.symbol == \"$short\") | \"\(.class) \(.ledger_quantity) \(.broker_quantity)\"")" 'phantom 1 0' 'it is a phantom'
run opt-posmon --reconcile-only
is "$(sold) $(ended_as)" ' open|-|1' 'which stays open, with both legs in the ledger'
prices 15:51:05 216 $short 3.10 3.16 $long 1.84 1.90
opt-posmon -q --close $long 2>/dev/null
for time in 15:52:05 15:52:20 15:52:35; do look $time; done
is "$(held) $(ended_as)" ' closed|manual|0' 'listed again, it is closed by hand, by the symbol of its other leg'

# --- Nothing is bid for the long leg: the spread is closed by one order that gives it away ---
short=AAPL260130P00215000 long=AAPL260130P00210000 day=2026-01-30
opt-params -q set --why test --yes-raise-risk exit_credit_days=0 >/dev/null
prices 19:30:05 214.5 $short 0.80 0.84 $long 0.02 0.04
spread 11 credit_spread 1 $short $long -0.76
look 19:30:35
prices 19:45:05 214.5 $short 0.60 0.64 $long 0 0.02
look 19:45:05
is "$(shown2 '"\(.decision.name) \(.bid) \(.ask)"') $(sold)" 'expiry 0.58 0.64 spread sell 1 0.6100 new' \
	'a worthless leg: on the day of expiry the spread costs at most the ask of its short leg'
look 19:45:20
is "$(held)" "$long 1, $short -1" 'a worthless leg: for less neither leg goes'
look 19:45:35
is "$(held) $(ended_as 'status, close_reason, exit_price')" ' closed|expiry|0.6400' 'a worthless leg: for that both legs go'
is "$(sql "select string_agg(concat_ws(' ', f.side, f.price), ', ' order by f.side) from fills f
	where f.position_id = (select max(id) from active_positions where instrument_type <> 'STOCK') and f.client_order_id like 'opt-x%'")" \
	'buy 0.6400, sell 0.0000' 'a worthless leg: the fills say so'
is "$(money)" "$(won)" 'a worthless leg: the cash is that of the ledger'

# Nobody fills such an order: once all must be gone the whole width is offered, and it is told that the spread is not.
prices 19:50:05 214.5 $short 0.80 0.84 $long 0.02 0.04
spread 12 credit_spread 1 $short $long -0.76
look 19:50:35
prices 20:00:05 214.5 $short 0.60 0 $long 0 0.02
look 20:00:05
is "$(sold)" 'spread sell 1 0.7900 canceled, spread sell 1 5.0000 new' 'a worthless leg: at 15:00 the limit is the width'
prices 20:05:05 214.5 $short 0.60 0 $long 0 0.02
look 20:05:05
is "$(held) $(sql "select count(*), min(severity) from alert_outbox where dedupe_key like 'not_flat:%'")" "$long 1, $short -1 1|critical" \
	'a worthless leg: what is not gone at 15:05 is an alert; no leg is sold alone'
prices 20:06:05 214.5 $short 0.60 0.64 $long 0 0.02
look 20:06:05
is "$(held) $(ended_as 'status, close_reason, exit_price')" ' closed|expiry|0.6400' 'a worthless leg: with an ask again it fills, at the ask'

# A debit spread for which nothing is bid rests at a cent.
rest=AAPL260220P00215000 cheap=AAPL260220P00210000
prices 20:10:05 216 $rest 3.10 3.16 $cheap 1.84 1.90
spread 13 debit_spread 1 $cheap $rest 1.32
look 20:10:35
prices 20:11:05 290 $rest 0 0.02 $cheap 0 0.02
run opt-posmon -q --close $rest
for time in 20:11:20 20:11:35; do look $time; done
is "$(sold) $(sql "select count(*) from alert_outbox where dedupe_key like 'bid_zero:%'")" 'spread sell 1 -0.0100 new 1' \
	'a worthless spread: the sale rests at a cent, one alert'
prices 20:12:05 216 $rest 3.10 3.16 $cheap 1.84 1.90
look 20:12:05
is "$(held) $(ended_as)" ' closed|manual|0' 'a worthless spread: it fills when something is bid'
is "$(money)" "$(won)" 'a worthless spread: the cash is that of the ledger'

# --- A pin 3: the broker buys the short leg at 15:30:34 on the day of expiry ---
prices 20:20:05 214.5 $short 0.80 0.84 $long 0.02 0.04
spread 6 credit_spread 2 $short $long -0.76
prices 20:30:34 214 $short 1.10 1.14 $long 0.02 0.04
ask POST /sim/event "{\"event\": \"close\", \"symbol\": \"$short\"}" >/dev/null
prices 20:30:50 214 $short 1.20 1.24 $long 0.02 0.04
ask POST /sim/event "{\"event\": \"close\", \"symbol\": \"$short\"}" >/dev/null
look 20:31:05
is "$(sold)" "$long sell 2 filled" 'a pin 3: the long leg is sold at the next look'
is "$(sql "select exit_price from position_legs where option_symbol = '$short' order by position_id desc limit 1") $(ended_as)" '1.1900 closed|liquidated|0' \
	"a pin 3: the broker's own two fills are booked, each at its price"
is "$(sql "select string_agg(qty || ' ' || price, ', ' order by filled_at) from fills where symbol = '$short' and source = 'activity'")" '1 1.1400, 1 1.2400' \
	'a pin 3: as two fills'
is "$(money)" "$(won)" 'a pin 3: the cash is that of the ledger'

# --- Nobody looks on the day of expiry: what happened over the weekend is booked on Monday ---
short=AAPL260206P00215000 long=AAPL260206P00210000 day=2026-02-06
prices 20:00:05 212 $short 3.00 3.06 $long 0.10 0.12
spread 9 credit_spread 1 $short $long -2.88
prices 21:05:05 212
is "$(held)" 'AAPL 100' 'a weekend 1: the short leg was assigned, the long one expired'
day=2026-02-09
prices 14:25:05 213
look 14:25:05
is "$(ended_as) $(sql "select side, quantity, entry_price, status from active_positions where instrument_type = 'STOCK' order by id desc limit 1")" \
	'closed|expired|0 long|100|213.0000|open' 'a weekend 1: before the open the legs are booked, and the shares are ours'
prices 14:36:05 213
look 14:36:05
look 14:36:20
is "$(held)" '' 'a weekend 1: the shares are sold at the open'
is "$(money)" "$(won)" 'a weekend 1: the cash is that of the ledger'

short=AAPL260213P00225000 long=AAPL260213P00220000 day=2026-02-13
prices 20:00:05 222 $short 3.00 3.06 $long 0.10 0.12
spread 10 credit_spread 1 $short $long -2.88
prices 21:05:05 212
is "$(held)" '' 'a weekend 2: one leg was assigned, the other exercised'
day=2026-02-17
prices 14:25:05 230
for time in 14:25:05 14:36:05; do look $time; done
is "$(ended_as) $(sql "select exit_price, pnl, fees from position_history order by position_id desc limit 1")" \
	'closed|exercised|0 5.0000|-212.13|0.1300' 'a weekend 2: the spread cost its width, whatever the price is now'
is "$(money)" "$(won)" 'a weekend 2: the cash is that of the ledger'

# --- The ledger is lost, as when a backup from before the trade is restored ---
short=AAPL260417P00215000 long=AAPL260417P00210000
lose() {
	sql 'set client_min_messages = warning;
		truncate fills, position_events, position_marks, position_history, broker_activities, broker_orders, active_positions,
		dispatch_executions, dispatch_recommendations, shadow_fills, position_legs, order_legs, alert_outbox restart identity cascade'
	cash=$(money)
}
# earned RECEIVED: by how much the profit of the ledger differs from the cash, of which RECEIVED came before the ledger was lost
earned() {
	sql "select trim_scale(coalesce(sum(pnl), 0)::numeric(10, 2) - $1 - ($(money) - $cash)) from position_history"
}
prices 15:00:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 21 credit_spread 2 $short $long -1.20
look 15:00:35
lose
look 15:01:35
like "$err" 'adopted by order opt-e00000000000000000015-a1: 2, credit_spread \(inferred from its legs\), its stop is not known' \
	'a restored ledger 1: the spread is adopted as one position'
is "$(ended_as 'side, quantity, original_quantity, entry_price, option_symbol, fees')" "short|2|2|1.2000|$short|0.2400" \
	'a restored ledger 1: with what it was sold for'
is "$(sql "select string_agg(concat_ws(' ', leg, option_symbol, side, quantity, entry_price), ', ' order by leg) from position_legs")" \
	"0 $short short 2 3.1000, 1 $long long 2 1.9000" 'a restored ledger 1: and its two legs'
is "$(sql "select string_agg(concat_ws(' ', side, qty, price), ', ' order by side) from fills")
$(sql "select concat_ws(' ', o.symbol, o.side, o.qty, o.limit_price, o.status, o.booked_qty, string_agg(concat_ws(' ', l.leg, l.side, l.booked_qty), ', ' order by l.leg))
	from broker_orders o join order_legs l using (client_order_id) where o.purpose = 'entry' group by o.client_order_id")" 'buy 2 1.9000, sell 2 3.1000
 buy 2 -1.2000 filled 2 0 sell 2, 1 buy 2' 'a restored ledger 1: with its order and the fill of each leg'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'foreign:%'")" 0 'a restored ledger 1: no leg is foreign'
prices 15:02:05 222 $short 1.26 1.30 $long 0.72 0.74
for time in 15:02:05 15:02:20 15:02:35; do look $time; done
is "$(held) $(ended_as)" ' closed|credit_target|0' 'a restored ledger 1: its exits apply'
is "$(earned 239.76)" 0 'a restored ledger 1: the result is that of the cash'

prices 15:10:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 22 credit_spread 2 $short $long -1.20
look 15:10:35
fault '{"fault": "partial_fill", "fraction": 0.5, "count": 20}'
opt-posmon -q --close $short 2>/dev/null
ask DELETE /v2/orders >/dev/null
lose
prices 15:11:35 216 $short 3.10 3.16 $long 1.84 1.90
look 15:11:35
like "$(ended_as 'quantity, original_quantity, entry_price, exits > 0')" '^1\|1\|1.2000\|t$' 'a restored ledger 2: the half that is left is adopted'
opt-posmon -q --close $short 2>/dev/null
for time in 15:12:05 15:12:20 15:12:35; do look $time; done
is "$(held) $(stats '[.posts[] | select(. > 1)] | length')" ' 0' 'a restored ledger 2: and closed, under an id of its own'

prices 15:20:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 23 credit_spread 1 $short $long -1.20
look 15:20:35
prices 15:21:05 206 $short 9.40 9.60 $long 4.50 4.60
ask POST /sim/event "{\"event\": \"assign\", \"symbol\": \"$short\"}" >/dev/null
lose
clock "${day}T15:21:35Z"
run opt-posmon --reconcile-only
is "$(printf '%s\n' "$out" | jq -rs 'map(select(.event == "reconcile") | .class + " " + .symbol) | join(", ")')" \
	"orphan $long, assigned $short" 'a restored ledger 3: the short leg was assigned meanwhile'
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'foreign:%'")" 0 'a restored ledger 3: the shares are ours'
look 15:21:50
is "$(held) $(ended_as)" ' closed|assigned|0' 'a restored ledger 3: the shares are sold, then the long leg'
is "$(sold)" "AAPL sell 100 201.8700 filled, $long sell 1 4.4000 filled" 'a restored ledger 3: each once'

prices 15:30:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 24 credit_spread 1 $short $long -1.20
look 15:30:35
lose
ask POST /sim/event "{\"event\": \"close\", \"symbol\": \"$short\"}" >/dev/null
look 15:31:35
look 15:31:50
is "$(held) $(ended_as) $(sql "select exit_price from position_legs where leg = 0")" ' closed|liquidated|0 3.1600' \
	"a restored ledger 4: the broker bought the short leg; the long leg is sold"
is "$(earned 119.87)" 0 'a restored ledger 4: the result is that of the cash'

prices 15:40:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 25 credit_spread 2 $short $long -1.20
look 15:40:35
fault '{"fault": "status", "status": 200, "body": [], "path": "/v2/positions", "count": 100}'
for time in 15:41:05 15:41:35; do
	clock "${day}T${time}Z"
	opt-posmon -q 2>/dev/null
done
opt-posmon -q --forget "$(sql 'select max(id) from active_positions')" --why test
is "$(ended_as)" 'closed|forgotten|0' 'given up by the operator'
prices 15:42:05 216 $short 3.10 3.16 $long 1.84 1.90
look 15:42:05
is "$(ended_as) $(sql "select string_agg(quantity || coalesce(exit_price::text, ' whole'), ', ' order by leg) from position_legs
	where position_id = (select max(position_id) from position_legs)")" 'open|-|2 2 whole, 2 whole' 'and listed again: both legs are open again'
prices 15:43:05 222 $short 1.26 1.30 $long 0.72 0.74
for time in 15:43:05 15:43:20 15:43:35; do look $time; done
is "$(held) $(ended_as)" ' closed|credit_target|0' 'and closed by its exits'
is "$(sql "select pnl from position_history order by position_id desc limit 1")" 123.53 'with a result'

# --- A simulated account: the same, at the quotes of the market ---
short=AAPL260227P00215000 long=AAPL260227P00210000
prices 20:40:05 216 $short 3.10 3.16 $long 1.84 1.90
spread 8 credit_spread 2 $short $long -1.20
sql "update broker_orders set account = 'sim:lab', status = 'accepted', broker_order_id = 'sim-' || client_order_id where client_order_id = '$id';
	update dispatch_executions set account = 'sim:lab', execution_mode = 'simulated', fill_model = 'touch' where client_order_id = '$id'"
export OPT_EXECUTION_MODE=simulated OPT_ACCOUNT=lab
look 20:40:35
is "$(ended_as 'account, side, quantity, entry_price')" 'sim:lab|short|2|1.2000' 'simulated: both legs fill at the quote'
run opt-posmon --reconcile-only
is "$(printf '%s\n' "$out" | jq -rs 'map(.symbol + " " + .class + " " + (.broker_quantity | tostring)) | join(", ")')" \
	"$short matched 2, $long matched 2" 'simulated: the legs are what the account holds'
opt-posmon -q --close $short 2>/dev/null
look 20:41:35
is "$(ended_as) $(sql "select sum(qty), min(price), max(price) from fills where client_order_id like 'opt-x%' and account = 'sim:lab'")" \
	'closed|manual|0 4|1.8400|3.1600' 'simulated: they are closed by one order'
finish
