#!/bin/sh
# A spread from its recommendation to the booked position: one mleg order, killed before it is sent, after it was sent and
# while its fill is booked; partly filled; refused by the broker; a leg that the broker reports alone; a debit_spread in the
# place of a swing_trade. Nothing is sent or booked twice, and no leg is ever held alone.
. test/tap.sh
. test/paper.sh
. test/market.sh
trading_market AMD BA CRM DIS
altered || exit 1
any_entry gate_clock_skew_max_s=60 order_collar_pct=50 order_collar_usd=1 spread_net_max_pct=200 \
	credit_spread_min_pct=1 credit_spread_model_ratio=0.5 credit_spread_delta_reach=0.24 debit_spread_max_pct=99

# entry TICKER [STRATEGY [INSTRUMENT]]: stores news and a recommendation; sets id
entry() {
	news "$1" 0.8 60
	id=$(recommend "$1" "${3:-PUT}" "${2:-credit_spread}")
	# a bull put spread gains from a rise
	[ "${2:-credit_spread}" != credit_spread ] || trending "$1" CALL
}
recommendation() {
	sql "select status || coalesce(' ' || failure_reason, '') from dispatch_recommendations where id = $id"
}
# at_broker TICKER: prints the number of spreads in it that the broker was sent
at_broker() {
	stats "[.orders[] | select(.legs != null and (.legs[0].symbol | startswith(\"$1\")))] | length"
}
# legs_agree TICKER NAME: the position has two legs as the broker holds them, opposite in sign
legs_agree() {
	is "$(sql "select l.option_symbol || ' ' || case l.side when 'short' then -l.quantity else l.quantity end
			from position_legs l join active_positions p on p.id = l.position_id
			where p.ticker = '$1' and p.status <> 'closed' order by 1")" \
		"$(ask GET /v2/positions | jq -r --arg t "$1" '.[] | select(.symbol | startswith($t)) | .symbol + " " + .qty' | sort)" "$2"
}
sql "create function test_block() returns trigger language plpgsql as \$\$ begin
		perform pg_sleep(1.5);
		raise exception 'blocked';
	end \$\$"
# killed TICKER TRIGGER: opt-dispatch is killed while the statement waits that TRIGGER names
killed() {
	entry "$1"
	sql "create trigger test_block before $2 execute function test_block()"
	opt-dispatch -q 2>/dev/null &
	pid=$!
	wait_for "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
	kill -9 $pid
	wait $pid 2>/dev/null
	wait_for "select (count(*) = 0)::int from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"
	sql "drop trigger test_block on $(printf '%s' "$2" | sed 's/.* on \([a-z_]*\).*/\1/')"
}

clock 2026-01-26T15:01:05Z
entry AMD
exits 0 'a credit spread' opt-dispatch
is "$(printf '%s\n' "$out" | jq -r 'select(.order) | [.strategy_type, .status, .order.status, .order.limit_price < 0] | @tsv')" \
	'credit_spread	EXECUTED	filled	true' 'one order, whose limit is a credit, fills'
is "$(stats '.orders[] | select(.order_class == "mleg") | [.symbol, .side, (.legs | length), ([.legs[].position_intent] | sort | join(","))] | @tsv' | sort -u)" \
	'		2	buy_to_open,sell_to_open' 'it is one mleg order of two legs'
is "$(sql "select p.side, p.quantity > 0, p.option_symbol = s.option_symbol, s.side, l.side, s.strike_price > l.strike_price,
		p.entry_price = s.entry_price - l.entry_price, p.entry_price > 0, p.fees = (select sum(f.fee) from fills f where f.position_id = p.id)
	from active_positions p
	join position_legs s on s.position_id = p.id and s.leg = 0
	join position_legs l on l.position_id = p.id and l.leg = 1
	where p.ticker = 'AMD'")" 'short|t|t|short|long|t|t|t|t' 'the position has its two legs, its net price and the fees of both'
is "$(sql "select count(*), count(distinct broker_order_id), sum(case side when 'buy' then qty else -qty end)
	from fills where symbol like 'AMD%'")" '2|2|0' 'each leg has a fill of its own'
is "$(sql "select o.filled_avg_price < 0, e.entry_price > 0, e.premium_paid is null, o.filled_avg_price = -e.entry_price
	from broker_orders o join dispatch_executions e using (execution_id) where o.ticker = 'AMD'")" 't|t|t|t' \
	'the order has the sign of the broker, the execution its value'
legs_agree AMD 'AMD: the legs are those of the broker'
is "$(sql "select (risk_json @> '[{\"gate\": \"iv_percentile\", \"verdict\": \"not_applicable\"}, {\"gate\": \"premium_today\", \"verdict\": \"not_applicable\"}]')::text
		|| ' ' || (quality_json @> '[{\"reason\": \"passed\"}]' and quality_json::text like '%other_leg%')::text
	from dispatch_executions where ticker = 'AMD'")" 'true true' 'the gates of long premium do not apply; the candidates have both legs'

clock 2026-01-26T15:03:05Z
killed AAPL "update on broker_orders for each row when (new.status = 'sending' and old.status = 'intent')"
is "$(entries_of AAPL | sed 's/[0-9]*$//') $(at_broker AAPL)" '1 intent 0/ 0' 'killed before the sending: nothing is at the broker'
clock 2026-01-26T15:03:35Z
exits 0 'the next run' opt-dispatch -q
is "$(at_broker AAPL) $(recommendation)" '1 EXECUTED' 'it is sent, once'
legs_agree AAPL 'AAPL: the legs are those of the broker'

clock 2026-01-26T15:05:05Z
killed TSLA "update on broker_orders for each row when (old.status = 'sending')"
is "$(entries_of TSLA | sed 's/[0-9]*$//') $(at_broker TSLA)" '1 sending 0/ 1' 'killed after the sending: the broker has it'
clock 2026-01-26T15:06:05Z
exits 0 'the run after that' opt-dispatch -q
is "$(entries_of TSLA | sed 's/[0-9]*\/[0-9]*$//') $(at_broker TSLA) $(recommendation)" '1 filled  1 EXECUTED' 'it is found and booked, not sent again'
legs_agree TSLA 'TSLA: the legs are those of the broker'

clock 2026-01-26T15:08:05Z
killed NVDA "insert on fills for each row when (new.symbol like 'NVDA%')"
is "$(at_broker NVDA) $(sql "select count(*) from fills where symbol like 'NVDA%'")" '1 0' 'killed while the fill is booked: no leg is'
clock 2026-01-26T15:09:05Z
exits 0 'the run that books it' opt-dispatch -q
is "$(sql "select count(*) from fills where symbol like 'NVDA%'") $(at_broker NVDA)" '2 1' 'both legs are booked, once'
legs_agree NVDA 'NVDA: the legs are those of the broker'

# A leg that the broker reports as filled, and the other as not.
clock 2026-01-26T15:11:05Z
alter '[{"method": "GET", "path": "v2/orders", "jq": "if .legs then .legs[1].filled_qty = \"0\" | .legs[1].status = \"canceled\" else . end"},
	{"method": "POST", "path": "v2/orders", "jq": "if .legs then .legs[1].filled_qty = \"0\" | .legs[1].status = \"canceled\" else . end"}]'
entry META
run opt-dispatch -q
is "$status $(sql "select count(*) from active_positions where ticker = 'META'") $(sql "select count(*) from alert_outbox where dedupe_key like 'order_quarantine:%'")" \
	'1 0 1' 'one leg filled alone: nothing is booked, an alert'
like "$err" 'a leg filled more or less than the spread' 'the warning says why'
alter '[]'
clock 2026-01-26T15:12:05Z
run opt-dispatch -q
legs_agree META 'when the answer makes sense both legs are booked'

# A leg that was replaced by hand at the broker, and a whole spread: what took its place is followed.
replaced='.replaced_by = .id | .id = "7d3f4a3e-0000-4000-8000-00000000000c" | .status = "replaced" | .filled_qty = "0" | .filled_avg_price = null'
# replacing PATH FILTER: in answers about spreads
replacing() {
	alter "$(jq -nc --arg p "$1" --arg f "if .legs then $2 else . end" '[{method: "GET", path: $p, jq: $f}, {method: "POST", path: "v2/orders", jq: $f}]')"
}
clock 2026-01-26T15:12:25Z
replacing v2/orders '.legs[1] |= (.replaced_by = "7d3f4a3e-0000-4000-8000-00000000000d" | .status = "replaced" | .filled_qty = "0")'
entry GOOGL
run opt-dispatch -q
like "$err" 'a leg of it is replaced by an order that does not fit it' 'a leg was replaced by an order that does not exist: it is told'
is "$(sql "select count(*) from active_positions where ticker = 'GOOGL'")" 0 'and nothing is booked'
clock 2026-01-26T15:12:45Z
replacing v2/orders ".legs[1] |= ($replaced)"
opt-dispatch -q 2>/dev/null
is "$(recommendation) $(sql "select count(*) from order_legs l join broker_orders o using (client_order_id)
	where o.ticker = 'GOOGL' and l.broker_order_id is not null and l.broker_order_id not like '7d3f4a3e%' and l.filled_qty = o.qty")" \
	'EXECUTED 2' 'by one that does: it is followed, and the leg has its id'
legs_agree GOOGL 'GOOGL: the legs are those of the broker'
clock 2026-01-26T15:13:05Z
replacing by_client_order_id "$replaced | .legs[] |= (.filled_qty = \"0\" | .filled_avg_price = null)"
entry DIS
opt-dispatch -q 2>/dev/null
is "$(sql "select status, statuses @> '[{\"status\": \"replaced\"}]' from broker_orders where ticker = 'DIS'")" 'filled|t' \
	'the whole spread was replaced: its successor is followed'
legs_agree DIS 'DIS: the legs are those of the broker'
alter '[]'

# Only a part fills; the rest is tried again.
clock 2026-01-26T15:14:05Z
fault '{"fault": "partial_fill", "fraction": 0.5}'
entry MSFT
opt-dispatch -q 2>/dev/null
clear_faults
is "$(sql "select count(*) from (select from position_legs l join active_positions p on p.id = l.position_id where p.ticker = 'MSFT'
		group by p.id, p.quantity having min(l.quantity) = p.quantity and max(l.quantity) = p.quantity) x")" 1 \
	'whole spreads are filled: both legs have the quantity of the position'
legs_agree MSFT 'MSFT: the legs are those of the broker'

# The broker refuses: in its words, and nothing else is tried. By then two spreads filled at the far side of their net quote.
clock 2026-01-26T15:16:05Z
opt-params -q set --why test gate_slippage_fills=2 gate_slippage_ratio=1.5 >/dev/null
fault '{"fault": "status", "method": "POST", "path": "/v2/orders", "status": 403,
	"body": "{\"code\": 40310000, \"message\": \"account not eligible to trade spreads or uncovered contracts\"}"}'
entry BA
run opt-dispatch -q
clear_faults
like "$(recommendation)" 'FAILED account not eligible to trade spreads' "the broker's words are the reason"
is "$(ask GET /v2/positions | jq '[.[] | select(.symbol | startswith("BA2"))] | length')" 0 'no leg is bought alone'

slipped=$(sql "select round(100 * avg((q.ask - q.bid) / 2 / abs(o.first_mid)), 4)
	from (select o.* from fills f join order_legs l on l.client_order_id = f.client_order_id and l.option_symbol = f.symbol and l.leg = 0
		join broker_orders o on o.client_order_id = f.client_order_id order by f.filled_at desc, f.cum_qty desc limit 2) o,
	lateral (select (quote_snapshot ->> 'bid')::numeric as bid, (quote_snapshot ->> 'ask')::numeric as ask from broker_orders
		where recommendation_id = o.recommendation_id and attempt = 1) q")
is "$(sql "select round((g ->> 'observed')::numeric, 4), g ->> 'verdict' from dispatch_recommendations,
	jsonb_array_elements(risk_gate_json) g where id = $id and g ->> 'gate' = 'slippage'")" "$slipped|pass" \
	'the slippage of spreads is that of their net price'
opt-params -q set --why test --yes-raise-risk gate_slippage_fills=10 gate_slippage_ratio=2 >/dev/null

# A debit_spread takes the place of an option whose cost of trade is too high.
clock 2026-01-26T15:18:05Z
opt-params -q set --why test --yes-raise-risk signal_debit_spread=1 >/dev/null
opt-params -q set --why test --yes-nothing-left gate_iv_percentile_max=0 >/dev/null
sql "insert into iv_history (ticker, day, implied_volatility, source, known_at, computed_at)
	select 'CRM', date '2026-01-26' - n, .2 + .002 * (40 - n), 'bars', '2026-01-26 14:00Z', '2026-01-26 14:00Z' from generate_series(0, 40) n"
entry CRM swing_trade CALL
run opt-dispatch -q
is "$(sql "select e.strategy_type, r.strategy_type, r.status, e.premium_paid = e.entry_price, p.side, e.entry_price < s.width
	from dispatch_executions e join dispatch_recommendations r on r.id = e.recommendation_id
	join active_positions p using (execution_id),
	lateral (select max(strike_price) - min(strike_price) as width from position_legs where position_id = p.id) s
	where e.ticker = 'CRM'")" 'debit_spread|swing_trade|EXECUTED|t|long|t' 'a debit_spread is bought instead of a swing_trade whose volatility is too dear'
legs_agree CRM 'CRM: the legs are those of the broker'
exits 0 'it can be explained' opt-explain -q "$id"

# Rule 12 closes spreads for their days, and with exit_credit_roll on they are opened again: one plan, two orders.
# rolls TICKER: prints the events of its closed spread
rolls() {
	sql "select coalesce(string_agg(e.type, ' ' order by e.id), 'none') from position_events e join active_positions p on p.id = e.position_id
		where p.ticker = '$1' and p.status = 'closed' and e.type like 'roll%'"
}
# legs_at TICKER: prints the number of its contracts that the broker holds
legs_at() {
	ask GET /v2/positions | jq "[.[] | select(.symbol | startswith(\"$1\"))] | length"
}
days=$(sql "select max(expiration_date) - date '2026-01-26' from active_positions where strategy_type = 'credit_spread'")
opt-params -q set --why test --yes-raise-risk signal_debit_spread=0 exit_credit_roll=1 exit_credit_days_left="$days" exit_stop=0 exit_target=0 \
	exit_credit_stop=0 exit_credit_target=0 exit_roll_days_max=60 >/dev/null
for time in 20:05 20:20 20:35 20:50 21:05 21:20; do
	clock "2026-01-26T15:${time}Z"
	opt-posmon -q 2>/dev/null
done
is "$(sql "select count(*) > 3, bool_and(status = 'closed' and close_reason = 'credit_days') from active_positions
	where strategy_type = 'credit_spread'")" 't|t' 'every credit_spread with so few days is closed'
is "$(rolls AMD) $(legs_at AMD)" 'roll_planned 0' 'to be rolled, and no leg of it is left'
sent=$(at_broker AMD)
clock 2026-01-26T15:22:05Z
entry AMD
run opt-dispatch -q
is "$(recommendation) $(rolls AMD)" 'EXECUTED roll_planned rolled' 'its signal comes again: it is opened again'
is "$(($(at_broker AMD) - sent)) $(stats '[.orders[] | select(.symbol | startswith("AMD")) | select(.order_class != "mleg")] | length')" '1 0' \
	'by one order for both legs; none was ever sent alone'
is "$(sql "select n.expiration_date - date '2026-01-26' > $days, (n.quote ->> 'least_credit')::numeric = o.exit_price,
		n.entry_price >= o.exit_price
	from active_positions o, lateral (select p.expiration_date, p.entry_price, b.quote_snapshot as quote from active_positions p
		join broker_orders b on b.execution_id = p.execution_id and b.attempt = 1 where p.ticker = 'AMD' and p.id > o.id) n
	where o.ticker = 'AMD'")" 't|t|t' 'with more days, for at least what closing the old one cost'
legs_agree AMD 'AMD: the legs are those of the broker'

# For a credit that does not pay for closing the old one nothing is rolled, which is told once.
sql "update active_positions set exit_price = 99 where ticker = 'NVDA'"
for time in 23:05 24:05; do
	clock "2026-01-26T15:${time}Z"
	entry NVDA
	opt-dispatch -q 2>/dev/null
	like "$(recommendation)" 'SKIPPED.*roll_credit' "$time: no spread pays what closing the old one cost"
done
is "$(rolls NVDA) $(sql "select count(*), min(severity) from alert_outbox where dedupe_key like 'roll_refused:%'")" \
	'roll_planned roll_refused 1|info' 'it stays closed, which is told once'
opt-params -q set --why test --yes-raise-risk exit_credit_roll_net=0 >/dev/null
clock 2026-01-26T15:25:05Z
entry NVDA
opt-dispatch -q 2>/dev/null
is "$(recommendation) $(rolls NVDA)" 'EXECUTED roll_planned roll_refused rolled' 'without exit_credit_roll_net it is rolled all the same'
exits 0 'it can be explained' opt-explain -q "$id"
opt-params -q set --why test exit_credit_roll=0 >/dev/null
clock 2026-01-26T15:26:05Z
entry TSLA
opt-dispatch -q 2>/dev/null
is "$(recommendation) $(rolls TSLA)" 'EXECUTED roll_planned' 'switched off, the plan is not taken up: it is a trade of its own'

# A decision of opt-signal and opt-dispatch about a spread, decided again.
clock 2026-01-26T15:27:05Z
opt-features --daily -q
opt-params -q set --why test --yes-raise-risk signal_credit_spread=1 signal_credit_iv_percentile=0 signal_mult_1=1 >/dev/null
sql "insert into iv_history (ticker, day, implied_volatility, source, known_at, computed_at)
	select 'AMZN', date '2026-01-26' - n, .2 + .002 * (40 - n), 'bars', '2026-01-26 14:00Z', '2026-01-26 14:00Z' from generate_series(0, 40) n"
news AMZN 0.9 60
trending AMZN CALL
opt-watchlist -q
opt-signal -q
opt-dispatch -q 2>/dev/null
id=$(sql "select id from dispatch_recommendations where ticker = 'AMZN'")
is "$(sql "select strategy_type, status, sizing_json is not null from dispatch_recommendations where id = $id")" 'credit_spread|EXECUTED|t' \
	'a signal becomes a credit_spread, and is sized'
exits 0 'it is explained' opt-explain --json "$id"
is "$(printf '%s\n' "$out" | jq -c '.recomputed[] | [.params, .identical, .field]')" '["then",true,null]' 'decided again it is the same'
opt-params -q set --why test --yes-nothing-left credit_spread_min_pct=99 >/dev/null
exits 0 'after a parameter changed' opt-explain --json "$id"
is "$(printf '%s\n' "$out" | jq -c '.recomputed[] | select(.params == "now") | [.identical, (.because | map(.parameter))]')" \
	'[false,["credit_spread_min_pct"]]' 'the parameter that makes another decision is named'

is "$(stats '[.posts[] | select(. > 1)] | length')" 0 'nothing was sent twice'
is "$(sql "select count(*) from broker_orders o join order_legs l using (client_order_id) where l.booked_qty <> o.booked_qty * l.ratio")" 0 \
	'every leg is booked as its order is'
finish
