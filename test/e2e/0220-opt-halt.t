#!/bin/sh
# opt-halt against a database and a broker: set, shown, cleared; obeyed by the stages; --flatten.
. test/tap.sh
. test/paper.sh
. test/market.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z

exits 0 'the state at first' opt-halt
is "$(printf '%s\n' "$out" | jq -r .state)" ACTIVE 'is ACTIVE'
exits 0 'entries are halted for 30 minutes' opt-halt entries --why 'the feed is late' --for 30
is "$(printf '%s\n' "$out" | jq -r '[.event, .scope, .reason, .expires_at] | join("|")')" \
	'set|entries|the feed is late|2026-01-26T15:30:05Z' 'as it is stored'
is "$(sql "select scope, reason from trading_halts where cleared_at is null")" 'entries|the feed is late' 'in the database'
like "$(cat "$OPT_HALT_FILE")" '^entries until 2026-01-26T15:30:05Z' 'and in the file'
exits 0 'the state' opt-halt
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "state").state')" REDUCING 'is REDUCING'
clock 2026-01-26T15:31:05Z
exits 0 'the state half an hour later' opt-halt
is "$(printf '%s\n' "$out" | jq -r .state)" ACTIVE 'is ACTIVE again by itself'

exits 0 'a ticker is halted' opt-halt AAPL --why 'a rumour'
exits 0 'the state with a halted ticker' opt-halt
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "state").state')" ACTIVE 'is ACTIVE for the account'
exits 0 'all is halted' opt-halt all --why 'stop'
exits 0 'off' opt-halt off
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "cleared").scope' | sort | tr '\n' ' ')" 'all ticker ' 'clears both'
is "$(printf '%s\n' "$out" | jq -r 'select(.event == "state").state')" ACTIVE 'and prints the state'
[ ! -e "$OPT_HALT_FILE" ]
ok $? 'the file is gone'

clock 2026-01-26T15:32:05Z
enter 1 "$swing" 2 swing_trade
opt-posmon -q 2>/dev/null
is "$(ask GET /v2/positions | jq -r '.[0].qty')" 2 'something is held'
exits 64 '--flatten without --yes' opt-halt --flatten
is "$(printf '%s\n' "$out" | jq -r '[.event, .symbol, .status] | join(" ")')" "close $swing would_close" 'lists what it would close'
is "$(ask GET /v2/positions | jq -r '.[0].qty')" 2 'and closes nothing'
is "$(opt-halt -n --flatten 2>/dev/null | jq -r .status)" would_close '-n lists as well'
run env PGHOST="$work/nowhere" opt-halt --flatten --yes
is "$status" 1 'O51 --flatten without a database: the account is flat, the halt is in the file only'
is "$(ask GET /v2/positions | jq length)" 0 'nothing is held'
is "$(cut -d' ' -f1 "$OPT_HALT_FILE")" all 'everything is halted'
like "$err" 'opt-posmon --reconcile-only' 'and what is left to do is told'
is "$(stats '[.posts[] | select(. > 1)] | length')" 0 'nothing was sent twice'
finish
