#!/bin/sh
# Replays an ensemble of generated days, some at a time, and prints what they have in common: profit and costs, entries,
# what the sizing refused, how often each gate refused, and which never did. `make demo-gates` builds everything and then
# calls this.
#
#	SEEDS='1 2 ..'  the markets (default 1 to 20); the N-th of them is the N-th session from 2026-01-26 on
#	START_CASH=USD  of each account (default: 1000, 5000, 25000 and 100000 in turn, and 25 when the seed ends in 1)
#	NEWS_EDGE=X     see opt-paper(1) (default 0)
#	JOBS=N          days at a time (default 2)
#
# The last digit of the seed gives the day a mood: files test/demo_MOOD.* with parameters, a crontab, lines that are
# appended to crontab.example, or an opt.conf. With START_CASH no day has one: then the days tell what such an account
# does. opt-paper(1) has the moods of the market.
#
#	0  live    the account is a live one
#	2  strict  the limits of a day are reached with the first trade
#	3  dear    hardly any trade is worth its cost or near the model, and conservative is off
#	5  busy    one stop is too many for the guard
#	6  late    decisions come late
#	7  rough   the broker fails from time to time
#
# The days are in $BUILD/demo-gates, one JSON object each. Exits 1 when a day failed, and after all of the default days and
# accounts when a gate never refused that should have.
set -eu
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build}
export BUILD
all=$(seq -s ' ' 1 20)
SEEDS=${SEEDS:-$all}
JOBS=${JOBS:-2}
folder=$BUILD/demo-gates
mkdir -p "$folder"
rm -f "$folder"/*.json "$folder"/*.log

# Each line is a seed, its session, its cash and its mood.
set -f
# shellcheck disable=SC2086 # one word per seed
set -- $SEEDS
set +f
sessions=$("$BUILD/bin/opt-calendar" 2026-01-26 2026-12-31 | jq -r .day | head -n $#)
number=0
for day in $sessions; do
	case $((number % 4)):$1 in
	*:*1) cash=25 ;;
	0:*) cash=1000 ;; 1:*) cash=5000 ;; 2:*) cash=25000 ;; *) cash=100000 ;;
	esac
	case ${START_CASH:+all}$1 in
	all*) mood=usual ;;
	*0) mood=live ;; *2) mood=strict ;; *3) mood=dear ;; *5) mood=busy ;; *6) mood=late ;; *7) mood=rough ;; *) mood=usual ;;
	esac
	printf '%s %s %s %s\n' "$1" "$day" "${START_CASH:-$cash}" "$mood"
	shift
	number=$((number + 1))
done >"$folder/days"

# shellcheck disable=SC2016 # the inner shell expands them
xargs -P "$JOBS" -L 1 sh -c '
	for kind in PARAMS CRONTAB ALSO CONF; do
		file=test/demo_$4.$(echo $kind | tr A-Z a-z)
		[ ! -f "$file" ] || export "$kind=$file"
	done
	SEED=$1 DAY=$2 START_CASH=$3 REPORT=$0/$1.json sh test/demo.sh >"$0/$1.log" 2>&1 ||
		[ -s "$0/$1.json" ] || echo "seed $1 failed: see $0/$1.log" >&2
	echo "$1: $(jq -c "[.entries, .pnl]" "$0/$1.json" 2>/dev/null)" >&2' "$folder" <"$folder/days" || :

jq -s -r -f test/demo_gates.jq "$folder"/*.json

# Faults test the first five elsewhere.
never=$(jq -s -r 'map(.gates // {} | to_entries[]) | group_by(.key) | map(select(all(.value.fires == 0))[0].key)
	- ["account", "halt", "clock_skew", "option_feed", "order_rate", "first_live_trades", "expires_today"]
	| join(" ")' "$folder"/*.json)
printf '%s\n' '' "never refused: ${never:-none}" \
	'cannot refuse: first_live_trades, because the sizing gives such a trade one contract' \
	'cannot refuse: expires_today, because the choice leaves these contracts out; it is asked again before another attempt'
[ "$(cat "$folder"/*.json | wc -l)" = "$(wc -l <"$folder/days")" ]
[ -z "$never" ] || [ "$SEEDS" != "$all" ] || [ -n "${START_CASH:-}" ]
