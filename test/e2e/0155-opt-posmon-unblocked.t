#!/bin/sh
# What opt-posmon can do without blocks no exit: the account, the clock, the halts in the database, the halt file. Entries are
# refused, and it is told once.
. test/tap.sh
. test/paper.sh
. test/market.sh
. test/still_market.sh
broker_database
still_market 2026-01-26T15:00:05Z
altered
opt-params -q set --why test exit_answer_max_s=1 >/dev/null
sql "alter table dispatch_recommendations alter column id restart with 1000" # enter counts from 1
minute=0
next() {
	minute=$((minute + 1))
	clock "$(printf '2026-01-26T%02d:%02d:05Z' $((15 + minute / 60)) $((minute % 60)))"
}

# due: a position is held, its premium stop is due at the next look
n=0
due() {
	n=$((n + 1))
	clear_faults
	next
	enter $n "$swing" 2 swing_trade
	opt-posmon -q 2>/dev/null
	next
	quote "$swing" 1.00 1.02
	opt-posmon -q 2>/dev/null
	next
}
position() {
	sql "select status, coalesce(close_reason, '-') from active_positions order by id desc limit 1"
}
alerts() {
	sql "select count(*) from alert_outbox where dedupe_key like '$1'"
}

# The account and the clock
for path in account clock; do
	due
	fault "{\"fault\": \"status\", \"path\": \"/v2/$path\", \"count\": 9}"
	exits 1 "no $path: opt-posmon" opt-posmon -q
	is "$(position)" 'closed|premium_stop' "no $path: the exit goes"
	like "$err" "could not read the $path: exits go on" "no $path: told"
	is "$(alerts "${path}_unreadable:%")" 1 "no $path: an alert"
	due
	fault "{\"fault\": \"status\", \"status\": 200, \"body\": [], \"path\": \"/v2/$path\", \"count\": 9}"
	exits 1 "garbage for the $path" opt-posmon -q
	is "$(position) $(alerts "${path}_unreadable:%")" 'closed|premium_stop 1' "garbage for the $path: the exit goes, told once"
	is "$err" '' "garbage for the $path: one warning a day"
	due
	fault "{\"fault\": \"delay\", \"ms\": 1500, \"path\": \"/v2/$path\"}"
	run opt-posmon -q
	is "$(position)" 'closed|premium_stop' "the $path does not come: the exit goes"
	due
	fault "{\"fault\": \"status\", \"status\": 401, \"path\": \"/v2/$path\"}"
	exits 77 "401 for the $path" opt-posmon -q
	is "$(position)" 'open|-' "401 for the $path: nothing is sent"
	next
	run opt-posmon -q
	is "$(position)" 'closed|premium_stop' "the $path is readable again"
done
due
alter '[{"method": "GET", "path": "/v2/account$", "jq": "del(.account_number)"}]'
run opt-posmon -q
is "$(position)" 'closed|premium_stop' 'an account without a number: the exit goes'
alter '[]'
books_agree 'without account and clock'

due
fault '{"fault": "status", "path": "/v2/account", "count": 99}'
exits 77 'O52 the last account of the keys is not the configured one' env OPT_ACCOUNT=PA999 opt-posmon -q
exits 77 'O52 live without live_account' env OPT_EXECUTION_MODE=live opt-posmon -q
exits 77 'O52 live_account is another' env OPT_EXECUTION_MODE=live OPT_LIVE_ACCOUNT=PA999 opt-posmon -q
is "$(position)" 'open|-' 'O52 nothing is sent'
posts=$(stats '.posts | length')
id=$(recommend AAPL CALL swing_trade)
exits 69 'no account: no entries' opt-dispatch -q
is "$(stats '.posts | length')" "$posts" 'no account: opt-dispatch sends nothing'
sql "delete from dispatch_recommendations where id = $id"
run env OPT_EXECUTION_MODE=live OPT_LIVE_ACCOUNT=PA0000000001 opt-posmon -q
is "$(position)" 'closed|premium_stop' 'live_account is the last account of the keys: the exit goes'

# The rate limit
due
fault '{"fault": "status", "status": 429, "method": "POST", "path": "/v2/orders"}'
posts=$(stats '.posts | length')
run opt-posmon -q
clock "${OPT_NOW%05Z}20Z"
run opt-posmon -q
is "$(sql "select status from broker_orders where purpose = 'exit' order by created_at desc limit 1") $(($(stats '.posts | length') - posts))" \
	'unknown 0' 'O14 429: the exit is not sent again before it was looked up for 30 seconds'
next
run opt-posmon -q
is "$(position) $(($(stats '.posts | length') - posts))" 'closed|premium_stop 1' 'O14 then it is sent again, under the same id'
books_agree 'O14'

# The halts
sql "revoke select on trading_halts from opt_trade"
due
exits 1 'O50 the halts may not be read' opt-posmon -q
is "$(position) $(alerts 'halts_unreadable:%')" 'closed|premium_stop 1' 'O50 the exit goes, an alert'
due
exits 1 'O50 and again' opt-posmon -q
is "$(position) $(alerts 'halts_unreadable:%') $err" 'closed|premium_stop 1 ' 'O50 told once'
id=$(recommend AAPL CALL swing_trade)
posts=$(stats '.posts | length')
run opt-dispatch -q
is "$(($(stats '.posts | length') - posts)) $(sql "select status from dispatch_recommendations where id = $id")" '0 PENDING' \
	'O50 entries are refused'
sql "delete from dispatch_recommendations where id = $id; grant select on trading_halts to opt_trade;
	alter table trading_halts rename to away"
due
run opt-posmon -q
is "$(position)" 'closed|premium_stop' 'O50 the table is missing: the exit goes'
sql "alter table away rename to trading_halts"
due
sql "begin; lock table trading_halts in access exclusive mode; select pg_sleep(30); commit" >/dev/null 2>&1 &
locker=$!
sleep .3
run opt-posmon -q
is "$(position)" 'closed|premium_stop' 'O50 the table is locked: the exit goes'
sql "select pg_terminate_backend(pid) from pg_stat_activity where query like 'begin; lock table trading_halts%' and pid <> pg_backend_pid()" >/dev/null
wait $locker 2>/dev/null
due
mkdir "$OPT_HALT_FILE"
exits 1 'the halt file cannot be read' opt-posmon -q
is "$(position)" 'closed|premium_stop' 'the exit goes'
rmdir "$OPT_HALT_FILE"
due
echo all >"$OPT_HALT_FILE"
sql "revoke select on trading_halts from opt_trade"
run opt-posmon -q
is "$(position)" 'open|-' 'O49 halted by the file: no exit goes, whatever the table says'
sql "grant select on trading_halts to opt_trade"
rm "$OPT_HALT_FILE"
next
run opt-posmon -q
is "$(position)" 'closed|premium_stop' 'the halt is lifted'
books_agree 'without halts'

# The looks before
sql "alter table position_marks rename to away"
clear_faults
next
enter 99 "$swing" 2 swing_trade
opt-posmon -q 2>/dev/null
next
quote AAPL 89.99 90.01
exits 1 'the looks before cannot be read or written' opt-posmon -q
is "$(position)" 'closed|underlying_stop' 'the exit goes'
sql "alter table away rename to position_marks"
finish
