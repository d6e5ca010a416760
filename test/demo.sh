#!/bin/sh
# One trading day, end to end, on this machine: a private database, the stand-in broker, and crontab.example replayed
# from before the open to after the close. `make demo` builds everything and then calls this.
#
#	RECORDING=DIR   replay a recorded day instead of a generated one
#	FEEDS=DIR       feed files for it (default with a recording: its folder feeds, else test/data/feeds-goog)
#	SEED=N, DAY=D   of the generated market
#	NEWS_EDGE=X     what its stories tell about later (default 0: nothing, see opt-paper(1))
#	START_CASH=USD  of the account (default 100000)
#	KEEP=1          keep the folder (not the database) and print its path
#	REPORT=FILE     also write the object of demo_day.sql
#	ALSO=FILE       lines that are appended to the crontab; CRONTAB=FILE: instead of crontab.example
#	PARAMS=FILE     parameters, NAME=VALUE lines; CONF=FILE: an opt.conf
#
# With test/demo_credit.params or test/demo_debit.params, and nothing else, the day has spreads that a rule closes.
#
# Prints the results of each stage, then one JSON object with counts. Exits 0 when every count is above 0, else one line names
# those that are not; a recording without options, news or a liquid contract of its day exits with 65 and a line that says so;
# a trade that is held overnight is not closed.
set -eu
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build}
SEED=${SEED:-1}
DAY=${DAY:-2026-01-29} # a Thursday: the options of most stocks expire tomorrow
RECORDING=${RECORDING:-}
FEEDS=${FEEDS:-}
NEWS_EDGE=${NEWS_EDGE:-0}
START_CASH=${START_CASH:-100000}
here=$(pwd)
bin=$here/$BUILD/bin
dir=$(mktemp -d "${TMPDIR:-/tmp}/opt-demo.XXXXXX")
chmod 711 "$dir" # the user of the database server must pass through
paper=

say() {
	printf 'demo: %s\n' "$*" >&2
}

# shellcheck disable=SC2317 # the trap calls it
clean() {
	status=$?
	trap - EXIT
	if [ -n "$paper" ]; then
		kill "$paper" 2>/dev/null || :
		wait "$paper" 2>/dev/null || :
	fi
	"$bin/opt-db" -D "$dir/db" destroy --yes 2>/dev/null || :
	if [ "$status" != 0 ] && [ -s "$dir/replay.log" ]; then
		cp "$dir/replay.log" "$here/$BUILD/demo.log"
		say "the demo failed; the last lines that the jobs printed ($BUILD/demo.log):"
		tail -n 5 "$dir/replay.log" >&2
	fi
	if [ -n "${KEEP:-}" ]; then
		say "kept: $dir"
	else
		rm -rf "$dir"
	fi
	exit "$status"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

. test/apart.sh
apart "$dir/home"
PATH=$bin:$PATH
[ -z "${CONF:-}" ] || OPT_CONFIG=$here/$CONF
export PATH OPT_CONFIG

# The broker and its market.
set -- --port 0 --start-cash "$START_CASH"
if [ -n "$RECORDING" ]; then
	[ -n "$FEEDS" ] || [ ! -d "$RECORDING/feeds" ] || FEEDS=$RECORDING/feeds
	FEEDS=${FEEDS:-$here/test/data/feeds-goog}
	set -- "$@" --recording "$RECORDING" --warmup-synth
else
	set -- "$@" --synth "$SEED" --day "$DAY" --news-edge "$NEWS_EDGE"
fi
[ -z "$FEEDS" ] || set -- "$@" --feeds "$FEEDS"
APCA_API_KEY_ID=demo
APCA_API_SECRET_KEY=demo-secret
export APCA_API_KEY_ID APCA_API_SECRET_KEY
opt-paper "$@" >"$dir/paper.json" &
paper=$!
say 'the broker generates its market'
tries=0
until [ -s "$dir/paper.json" ]; do
	tries=$((tries + 1))
	if [ "$tries" -gt 600 ] || ! kill -0 "$paper" 2>/dev/null; then
		say 'opt-paper did not start'
		exit 69
	fi
	sleep 0.1
done
url=$(jq -r .url "$dir/paper.json")
DAY=$(jq -r .day "$dir/paper.json")
edge=$(jq .news_edge "$dir/paper.json") # null: a recording
APCA_API_BASE_URL=$url
APCA_API_DATA_URL=$url
OPT_HALT_FILE=$dir/halt
OPT_FEEDS_ALLOW_PRIVATE=yes
export APCA_API_BASE_URL APCA_API_DATA_URL OPT_HALT_FILE OPT_FEEDS_ALLOW_PRIVATE

# The database.
say 'a private database'
opt-db -D "$dir/db" start --fast
eval "$(opt-db -D "$dir/db" env)"
session=$(opt-calendar "$DAY" "$DAY")
open=$(printf '%s' "$session" | jq -r .opens_at)
before=$(date -u -d "$open - 10 min" +%Y-%m-%dT%H:%M:%SZ) # 09:20 in New York
opt-migrate -q --now "$before"
opt-migrate --roles
# shellcheck disable=SC2046 # words NAME=VALUE
[ -z "${PARAMS:-}" ] || opt-params -q --now "$before" --why 'the parameters of this day' --yes-raise-risk --yes-nothing-left set $(cat "$PARAMS")

# The steps that an operator does once: choose the tickers and add the feeds.
say "$DAY: tickers and feeds"
curl -fsS -H 'Content-Type: application/json' -d "{\"now\":\"$before\"}" "$url/sim/clock" >/dev/null
tickers=$(opt-universe --now "$before" | jq -r 'select(.options_enabled and .tradable) | .ticker')
[ -n "$tickers" ] || {
	say "the recording lacks options: none of its stocks on $DAY has a contract, so nothing can be traded"
	exit 65
}
[ -z "$RECORDING" ] || grep -rqE "$(LC_ALL=C date -u -d "$DAY" '+%d %b %Y|%F')" "$FEEDS" || {
	say "the recording lacks news: no feed in $FEEDS has an item of $DAY, so nothing would be traded (FEEDS=DIR names others)"
	exit 65
}
if [ "$START_CASH" -le 2000 ] && [ -z "$RECORDING" ]; then
	# A small account follows the stocks whose options it can pay.
	opt-universe -q --now "$before" --track-top 30 --max-price 200
else
	# shellcheck disable=SC2086 # one word per ticker
	opt-universe -q --now "$before" --track $tickers
fi
# Sectors, the next earnings reports and the events of the day, as an operator imports them.
opt-universe -q --now "$before" --sectors "$here/test/data/demo-sectors.csv"
opt-calendar "$DAY" "$(date -u -d "$DAY + 80 days" +%F)" | jq -r .day | awk -F , '
	NR == FNR { session[NR] = $1; next }
	FNR > 1 { print $1 "," session[FNR * 7 % 50 + 1] "," (FNR % 2 ? "before_open" : "after_close") }
' - "$here/test/data/demo-sectors.csv" >"$dir/earnings.csv"
opt-universe -q --now "$before" --earnings "$dir/earnings.csv"
printf '%s\n' "$DAY 10:00,consumer confidence" "$DAY 14:00,rate decision" >"$dir/events.csv"
opt-universe -q --now "$before" --events "$dir/events.csv"
for feed in $(curl -fsS "$url/feeds/"); do
	opt-rss -q --now "$before" --add "$feed"
done

# What the pipeline would have stored on the days before: the minutes of the previous sessions, the daily bars with their
# features, and the volatilities of 60 sessions.
say "the sessions before: minutes, days, volatilities"
opt-bars --now "$before" --deadline 120 >/dev/null # without -q they tell on a terminal how far they are
opt-bars --now "$before" --daily --deadline 120 >/dev/null
opt-features --now "$before" --daily --deadline 120 >/dev/null
opt-chain --now "$before" --backfill 60 --deadline 240 >/dev/null
say "the day, minute by minute"
: >"$dir/home/by-hand.jsonl" # a job may write rows of opt-dispatch -n there
cat "${CRONTAB:-$here/crontab.example}" ${ALSO:+"$ALSO"} >"$dir/crontab"
opt-replay --day "$DAY" --log "$dir/replay.log" "$dir/crontab" >"$dir/replay.json" || {
	status=$?
	[ "$status" = 1 ] || exit "$status" # opt-replay named the failure; the counts decide
}

jq -r 'select(.stage) | "\(.stage)\t\(.runs) runs\t\(.wall_ms) ms\t" +
	([.counts | to_entries[] | select(.value != 0) | "\(.value) \(.key)"] | join(", "))' "$dir/replay.json" |
	awk -F '\t' '{ printf "%-14s %9s %8s  %s\n", $1, $2, $3, $4 }'
jq -c 'select(.minutes)' "$dir/replay.json" >&2

psql -XAtq -v ON_ERROR_STOP=1 -v day="$DAY" -v before="$before" -v cash="$START_CASH" -v edge="$edge" -f test/demo.sql >"$dir/counts.json"
jq -c . "$dir/counts.json"
psql -XAtq -v ON_ERROR_STOP=1 -f test/demo_spreads.sql >"$dir/spreads"
while read -r spread; do say "$spread"; done <"$dir/spreads"
[ -z "${REPORT:-}" ] || psql -XAtq -v ON_ERROR_STOP=1 -v seed="$SEED" -v day="$DAY" -v cash="$START_CASH" \
	-v edge="$edge" -v by_hand="$(jq -cs . "$dir/home/by-hand.jsonl")" -f test/demo_day.sql >"$REPORT"
# A recording has no options of the sessions before, so there are no volatilities of theirs. When no contract of its day passed
# the choice and so no order was made, that is one more thing it lacks.
[ -z "$RECORDING" ] || without='.volatilities, '
none=$(jq -r "del(${without:-}.day, .pnl, .news_edge, .closed) | to_entries | map(select(.value <= 0).key) | join(\", \")" "$dir/counts.json")
lacks=
if [ -n "$RECORDING" ] && [ "$none" = 'executions, option_bars' ]; then
	lacks=$(psql -XAtqc "select count(*) || ' recommendations found none; the last one: ' || (array_agg(failure_reason order by id desc))[1]
		from dispatch_recommendations where failure_reason ~ '^(no contract passes|no_expiry)'
		having count(*) > 0 and not exists (select from dispatch_executions)")
fi
[ -z "$none" ] || [ -n "$lacks" ] || {
	say "a count is not above zero: the day has no $none"
	exit 1
}

if [ -n "${PARAMS:-}" ] && grep -qE '^signal_(credit|debit)_spread=1$' "$PARAMS" &&
	! grep ' opened at .* by 1 order, .* closed it at .* by 1 order$' "$dir/spreads" | grep -qv signal; then
	say "no spread was opened, marked, and closed by a rule, though $PARAMS lets the signals open them"
	exit 1
fi

# What was stored is enough to decide each recommendation again, and it is decided so again.
ids=$(psql -XAtqc 'select id from dispatch_recommendations order by id')
# shellcheck disable=SC2086 # one word per id
opt-explain --json $ids >"$dir/explained.json" || {
	say 'a recommendation is not decided as it was stored'
	exit 1
}
jq -e '.recomputed[0].identical' "$dir/explained.json" >/dev/null || {
	say 'a recommendation cannot be decided again'
	exit 1
}
say "each of $(wc -l <"$dir/explained.json") recommendations is decided the same again (opt-explain)"
opt-report -q --now "$(date -u -d "$open + 7 hours" +%Y-%m-%dT%H:%M:%SZ)" "$here/$BUILD/demo-report.html"
say "the report of the day: $BUILD/demo-report.html"
[ -z "$lacks" ] || {
	say "the recording lacks an option worth buying on $DAY: $lacks"
	exit 65
}
