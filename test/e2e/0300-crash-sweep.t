#!/bin/sh
# Kills a stage at the k-th message that it sends to the database or the broker, for many k. The next runs complete the
# work, send no order twice and lose no fill. k is KILL_FROM, then KILL_STEP more for each ticker: make check-crash tries
# every k from 1 to 75.
. test/tap.sh
. test/paper.sh
. test/market.sh
command -v strace >/dev/null || { skip "strace is not installed"; finish; }
strace -o /dev/null true 2>/dev/null || { skip "processes cannot be traced here"; finish; }
KILL_FROM=${KILL_FROM:-1}
KILL_STEP=${KILL_STEP:-7}
TICKERS=${TICKERS:-AAPL AMD BA COIN CRM DIS GE INTC JPM META MU NVDA}
broker_database
paper --synth 7 --start-cash 10000000 || exit 1
clock 2026-01-26T15:00:05Z
# shellcheck disable=SC2046 # one word per ticker
opt-universe -q --track $(opt-universe | jq -r .ticker)
opt-bars --daily -q
opt-bars -q
opt-features -q
any_entry gate_trades_per_ticker_day=100 signal_cooldown_min=0 gate_stop_count=100

# at_second N: sets the clock N seconds after 15:00
at_second() {
	clock "$(date -u -d "2026-01-26T15:00:05Z + $1 seconds" +%Y-%m-%dT%H:%M:%SZ)"
}

# killed K COMMAND...: runs the command and kills it at its K-th message; true when it was killed
killed() {
	k=$1
	shift
	strace -f -qq -o /dev/null -e trace=sendto -e "inject=sendto:signal=SIGKILL:when=$k" "$@" >/dev/null 2>&1
	[ $? = 137 ]
}

# sweep NAME TICKERS COMMAND...: before each kill calls `before_NAME TICKER`, which prepares the data
sweep() {
	name=$1
	list=$2
	shift 2
	k=$KILL_FROM
	kills=0
	broken=
	for ticker in $list; do
		seconds=$((seconds + 60))
		at_second $seconds
		"before_$name" "$ticker"
		if killed "$k" "$@"; then
			kills=$((kills + 1))
		fi
		for _ in 1 2; do
			seconds=$((seconds + 40))
			at_second $seconds
			"$@" -q >/dev/null 2>"$work/err" || [ $? = 75 ] || broken="$broken $k:$(head -c 300 "$work/err")"
		done
		doubles=$(stats '[.posts[] | select(. > 1)] | length')
		[ "$doubles" = 0 ] || broken="$broken $k:sent-twice"
		k=$((k + KILL_STEP))
	done
	like "$kills" '^[1-9]' "O06 $name: killed at $kills places"
	is "$broken" "" "O06 $name: and each time the next runs completed the work"
	books_agree "$name"
}

# shellcheck disable=SC2317 # called by its name
before_dispatch() {
	news "$1" 0.8 60
	recommend "$1" CALL swing_trade >/dev/null
}
seconds=0
sweep dispatch "$TICKERS" opt-dispatch
is "$(sql "select count(*) from dispatch_recommendations r where status = 'EXECUTED' and not exists (
	select from broker_orders o where o.recommendation_id = r.id and o.broker_order_id is not null)")" 0 \
	"dispatch: each EXECUTED recommendation has an order at the broker"
is "$(sql "select count(*) from dispatch_recommendations where status = 'PROCESSING'")" 0 "dispatch: nothing is left half done"

# shellcheck disable=SC2317 # called by its name
before_posmon() {
	sql "update active_positions set close_request = 'test', close_requested_at = '$OPT_NOW'
		where id = (select min(id) from active_positions where status = 'open')" >/dev/null
}
sweep posmon "$TICKERS" opt-posmon
is "$(sql "select count(*) from active_positions where status = 'closing'
	and not exists (select from broker_orders o where o.position_id = active_positions.id and o.is_open)")" 0 \
	"posmon: no position is left closing without an order"
finish
