#!/bin/sh
# Working exits are priced again within the run, in real time: an urgent one below the bid, a patient one step by step. The
# clock of the broker runs; opt-posmon, whose clock shows another day, goes by it.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
broker_database
record_market
paper --recording "$work/market" --day 2026-01-26 --now 2026-01-26T15:10:05Z --live || exit 1
altered
OPT_NOW=2026-01-26T15:10:05Z
enter 1 "$swing" 1 swing_trade
OPT_NOW=2026-01-26T15:10:06Z
enter 2 "$today" 1 day_trade
unset OPT_NOW
exits 1 'by the clock of the broker' opt-posmon -q
like "$err" 'exits use the clock of the broker' 'which is told'
is "$(sql "select string_agg(status, ' ') from active_positions")" 'open open' 'two positions'

# The broker tells a better quote than the one that it fills at: no first limit fills.
alter '[{"method": "GET", "path": "options/snapshots", "jq": ".snapshots |= map_values(.latestQuote.bp = 2.45 | .latestQuote.ap = 2.55)"}]'
quote "$swing" 2.35 2.45
quote "$today" 2.41 2.51
opt-params -q set --why test exit_max_hold_min=1 exit_reprice_age_s=5 >/dev/null
sql "update active_positions set entry_time = entry_time - interval '5 minutes'"
began=$(date +%s)
exits 1 'one is sold by hand, the other was held long enough' opt-posmon -q --close "$swing"
took=$(($(date +%s) - began))

# attempts N: the limits of the exit of a position and how they ended
attempts() {
	sql "select string_agg(round(limit_price, 2) || ' ' || status, ', ' order by attempt) from broker_orders
		where purpose = 'exit' and position_id = $1"
}
# gaps N: the shortest and the longest time between two attempts, in whole seconds
gaps() {
	sql "select floor(min(gap)), floor(max(gap)) from (select extract(epoch from sent_at - lag(sent_at) over (order by attempt)) as gap
		from broker_orders where purpose = 'exit' and position_id = $1) g"
}
is "$(attempts 1)" '2.40 canceled, 2.35 filled' 'an urgent exit: below the bid, then further below'
like "$(gaps 1)" '^([5-9]|10)\|([5-9]|10)$' 'after 5 to 10 seconds'
is "$(attempts 2)" '2.50 canceled, 2.47 canceled, 2.45 canceled, 2.40 filled' \
	'a patient exit: the mid, half-way to the bid, the bid, then below it'
like "$(gaps 2)" '^([5-9]|10)\|([5-9]|10)$' 'each after 5 to 10 seconds'
is "$(sql "select string_agg(status || ' ' || close_reason, ', ' order by id) from active_positions")" \
	'closed manual, closed max_hold' 'both are sold'
[ "$took" -lt 40 ]
ok $? 'in one run'
is "$(sql "select count(distinct intent_run_id) from broker_orders where purpose = 'exit'")" 1 'of one opt-posmon'
books_agree 'in the end'

# --every: a holding that is not ours is searched for among the orders once a run
alter '[]'
ask POST /v2/orders '{"symbol": "AAPL", "qty": "3", "side": "buy", "type": "market", "time_in_force": "day"}' >/dev/null
lists() {
	stats '[.requests | to_entries[] | select(.key | test("/v2/orders$")) | select(.key | test("POST") | not) | .value] | add // 0'
}
before=$(lists)
run opt-posmon -q --every 2 --deadline 9
is "$(($(lists) - before))" 1 'the orders are listed once in several passes'
passes=$(sql "select counts->>'positions_foreign' from pipeline_runs where stage = 'opt-posmon' order by started_at desc limit 1")
[ "$passes" -ge 2 ]
ok $? "each of $passes passes counts it as foreign"
finish
