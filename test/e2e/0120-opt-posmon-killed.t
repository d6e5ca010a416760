#!/bin/sh
# Kills opt-posmon at its k-th message to or from the database and the broker, for every k (STEP 1; make check uses a
# larger step), while an exit is due. The next runs sell the position exactly once.
. test/tap.sh
. test/paper.sh
. test/still_market.sh
STEP=${STEP:-15}
if ! strace -qq -o /dev/null true 2>/dev/null; then
	skip 'strace is not installed, or not allowed'
	finish
fi
broker_database
still_market 2026-01-26T14:30:05Z
second=0
trades=0

# next: sets the clock 31 seconds later, so that a doubtful order is old enough to be resolved
next() {
	second=$((second + 31))
	clock "$(printf '2026-01-26T%02d:%02d:%02dZ' $((14 + (30 + second / 60) / 60)) $(((30 + second / 60) % 60)) $((second % 60)))"
}

# due: opens a position of two contracts that then loses more than the premium stop allows
due() {
	clear_faults
	next
	trades=$((trades + 1))
	enter $trades "$swing" 2 swing_trade
	opt-posmon -q 2>>"$work/log"
	next
	quote "$swing" 1.00 1.02
	opt-posmon -q 2>>"$work/log" # a first look: the market has the last word at the next one
	next
}

killed=0
unsold=0

# sweep CALL: kills the program at the entry of each system call of that name, so that the call sends nothing
sweep() {
	due
	strace -qq -f -o "$work/trace" -e trace="$1" opt-posmon -q
	total=$(grep -c "$1(" "$work/trace")
	is "$(sql 'select count(*) from position_history')" $trades "undisturbed: sold ($total times $1)"
	k=1
	while [ $k -le "$total" ]; do
		due
		strace -qq -f -o /dev/null -e inject="$1:signal=SIGKILL:when=$k" opt-posmon -q >/dev/null 2>&1
		[ $? -lt 128 ] || killed=$((killed + 1))
		passes=0
		while [ "$(sql "select count(*) from active_positions where status <> 'closed'")" != 0 ] && [ $passes -lt 4 ]; do
			next
			opt-posmon -q 2>>"$work/log"
			passes=$((passes + 1))
		done
		if [ "$(sql "select count(*) from position_history where exit_reason = 'premium_stop' and pnl is not null")" != $trades ]; then
			unsold=$((unsold + 1))
			echo "# killed at $1 $k: $(sql "select string_agg(right(client_order_id, 2) || ' ' || status, ', ')
				from broker_orders where purpose = 'exit' and is_open")" >&2
		fi
		k=$((k + STEP))
	done
}

sweep sendto
sweep recvfrom
like $killed '^[1-9]' "O06 opt-posmon was killed $killed times"
is $unsold 0 'O06 and each time the position was sold, at a known price'
is "$(sql 'select count(*) from position_history')" $trades 'once each'
books_agree 'after all kills'
finish
