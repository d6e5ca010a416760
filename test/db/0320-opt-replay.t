#!/bin/sh
# opt-replay: what runs when, in which order and environment, and what it says about it.
. test/tap.sh
new_database

cat >"$work/crontab" <<'CRON'
# settings hold for the lines below them
NAME = "two words"
* * * * * echo "first $NAME $OPT_NOW"
*/2 * * * * read line; echo "second $line $(pwd)"; exit 1%from%cron
SHELL=/bin/false
1 15 * * * echo never
@reboot echo never
CRON
HOME=$work
export HOME
exits 0 'a replay' opt-replay --broker none --log "$work/log" --from 2026-01-26T15:00:00Z --to 2026-01-26T15:02:00Z \
	"$work/crontab"
is "$(grep -v '^#' "$work/log")" "second from $work
first two words 2026-01-26T15:00:05Z
first two words 2026-01-26T15:01:05Z
second from $work
first two words 2026-01-26T15:02:05Z" 'consumers first, at five seconds past the minute, at home'
is "$(printf '%s\n' "$out" | jq -c 'select(.line) | [.line, .runs, .exit, .killed]')" '[3,3,{"0":3},0]
[4,2,{"1":2},0]
[6,1,{"1":1},0]
[7,0,{},0]' 'a row a line'
is "$(printf '%s\n' "$out" | jq -c 'select(.minutes) | [.minutes, .jobs]')" '[3,6]' 'a row of the whole'

cat >"$work/crontab" <<'CRON'
* * * * * exit 70
* * * * * sleep 60 & sleep 60
CRON
exits 1 'lines that fail' opt-replay --broker none --log "$work/log" --job-limit 1 --from 2026-01-26T15:00:00Z \
	--to 2026-01-26T15:00:00Z "$work/crontab"
is "$(printf '%s\n' "$err" | grep -c 'failed 1 of 1')" 2 'are named'
is "$(printf '%s\n' "$out" | jq -r 'select(.line == 2) | .killed')" 1 'what hangs is killed'

# programs find the database, their rows are summed
printf '* * * * * opt-signal -q\n' >"$work/crontab"
exits 0 'stages' opt-replay --broker none --log "$work/log" --from 2026-01-26T15:00:00Z --to 2026-01-26T15:04:00Z "$work/crontab"
is "$(printf '%s\n' "$out" | jq -c 'select(.program) | [.program, .runs, .exit]')" '["opt-signal",5,{"0":5}]' 'a row a program'
is "$(sql "select string_agg(to_char(now_at, 'HH24:MI:SS'), ' ' order by now_at) from pipeline_runs")" \
	'15:00:05 15:01:05 15:02:05 15:03:05 15:04:05' 'at the pinned clock'
exits 78 'the same again' opt-replay --broker none --log "$work/log" --from 2026-01-26T15:00:00Z --to 2026-01-26T15:04:00Z \
	"$work/crontab"
exits 0 'into a used database' opt-replay --continue --broker none --log "$work/log" --from 2026-01-26T15:00:00Z \
	--to 2026-01-26T15:00:00Z "$work/crontab"
exits 0 'a later time' opt-replay --broker none --log "$work/log" --from 2026-01-26T15:05:00Z --to 2026-01-26T15:05:00Z \
	"$work/crontab"

# the keys of services reach the jobs as they reached us; no other variable does
cat >"$work/crontab" <<'CRON'
* * * * * echo "$HF_TOKEN $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $AWS_REGION $AWS_PROFILE."
CRON
rm -f "$work/log"
exits 0 'keys' env HF_TOKEN=hf AWS_ACCESS_KEY_ID=id AWS_SECRET_ACCESS_KEY=secret AWS_SESSION_TOKEN=session \
	AWS_REGION=us-east-1 AWS_PROFILE=none opt-replay --continue --broker none --log "$work/log" \
	--from 2026-01-26T15:06:00Z --to 2026-01-26T15:06:00Z "$work/crontab"
is "$(cat "$work/log")" 'hf id secret session us-east-1 .' 'are handed on'
case $out$err in
*secret*) ok 1 'and told nobody' ;;
*) ok 0 'and told nobody' ;;
esac

# a day has its own hours
printf '* * * * * x\n' >"$work/crontab"
exits 0 'a dry day' opt-replay -n --day 2015-12-24 "$work/crontab"
is "$(printf '%s\n' "$out" | sed -n '1p;$p' | jq -r .now)" '2015-12-24T14:25:05Z
2015-12-24T18:05:05Z' 'an early close is five minutes before the end'

printf '* * * * * x\n61 * * * * y\n' >"$work/crontab"
exits 65 'a line cron would not load' opt-replay -n --day 2026-01-26 "$work/crontab"
like "$err" 'line 2: bad minute' 'is named'
exits 65 'no such crontab' opt-replay -n --day 2026-01-26 "$work/none"
exits 64 'no time' opt-replay "$work/crontab"
exits 64 'two times' opt-replay --day 2026-01-26 --from 2026-01-26T15:00:00Z "$work/crontab"
exits 64 'a day without a session' opt-replay --day 2026-01-25 "$work/crontab"
exits 64 'an end before the begin' opt-replay --from 2026-01-26T15:00:00Z --to 2026-01-26T14:00:00Z "$work/crontab"
exits 64 'a broker elsewhere' opt-replay --broker https://paper-api.alpaca.markets --day 2026-01-26 "$work/crontab"
exits 64 'no crontab' opt-replay --day 2026-01-26
printf '* * * * * x\n' >"$work/crontab"
exits 69 'no broker' opt-replay --broker http://127.0.0.1:1 --log "$work/log" --day 2026-01-27 "$work/crontab"
exits 69 'no database' env PGHOST=/nonexistent opt-replay --broker none --log "$work/log" --day 2026-01-27 "$work/crontab"
exits 0 'the example' opt-replay -n --day 2026-01-26 crontab.example
is "$(printf '%s\n' "$out" | jq -r 'select(.command | contains("opt-dispatch")) | .now' | sort | uniq -c |
	awk '{ print $1 }' | sort | uniq -c | tr -s ' ')" ' 401 1' 'has the trading chain once each minute'
finish
