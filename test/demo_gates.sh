#!/bin/sh
# Replays an ensemble of generated days, some at a time, and prints what they have in common: profit and costs, entries,
# what the sizing refused, and how often each gate refused. `make demo-gates` builds everything and then calls this.
#
#	SEEDS='1 2 ..'  the markets (default 1 to 20); the N-th of them is the N-th session from 2026-01-26 on
#	START_CASH=USD  of each account (default: 1000, 5000, 25000 and 100000 in turn)
#	NEWS_EDGE=X     see opt-paper(1) (default 0)
#	JOBS=N          days at a time (default 2)
#
# On days whose seed ends in 7, the broker fails from time to time (demo_rough.crontab). With a 6, decisions come late
# (demo_late.crontab). With a 2, the limits of a day are reached with the first trade (demo_strict.params). With a 1, the
# account has 25 dollars, unless START_CASH is given. opt-paper(1) has the other moods.
#
# The days are in $BUILD/demo-gates, one JSON object each. Exits 1 when a day failed.
set -eu
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build}
export BUILD
SEEDS=${SEEDS:-$(seq 1 20)}
JOBS=${JOBS:-2}
folder=$BUILD/demo-gates
mkdir -p "$folder"
rm -f "$folder"/*.json "$folder"/*.log

# Each line is a seed, its session and its cash.
set -f
# shellcheck disable=SC2086 # one word per seed
set -- $SEEDS
set +f
sessions=$("$BUILD/bin/opt-calendar" 2026-01-26 2026-12-31 | jq -r .date | head -n $#)
number=0
for day in $sessions; do
	case $((number % 4)):$1 in
	*:*1) cash=25 ;;
	0:*) cash=1000 ;; 1:*) cash=5000 ;; 2:*) cash=25000 ;; *) cash=100000 ;;
	esac
	printf '%s %s %s\n' "$1" "$day" "${START_CASH:-$cash}"
	shift
	number=$((number + 1))
done >"$folder/days"

# shellcheck disable=SC2016 # the inner shell expands them
xargs -P "$JOBS" -L 1 sh -c '
	case $1 in
	*2) PARAMS=test/demo_strict.params; export PARAMS ;;
	*6) CRONTAB=test/demo_late.crontab; export CRONTAB ;;
	*7) ALSO=test/demo_rough.crontab; export ALSO ;;
	esac
	SEED=$1 DAY=$2 START_CASH=$3 REPORT=$0/$1.json sh test/demo.sh >"$0/$1.log" 2>&1 ||
		[ -s "$0/$1.json" ] || echo "seed $1 failed: see $0/$1.log" >&2
	echo "$1: $(jq -c "[.entries, .pnl]" "$0/$1.json" 2>/dev/null)" >&2' "$folder" <"$folder/days" || :

jq -s -r -f test/demo_gates.jq "$folder"/*.json
[ "$(cat "$folder"/*.json | wc -l)" = "$(wc -l <"$folder/days")" ]
