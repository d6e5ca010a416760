#!/bin/sh
# opt-replay: the order, the times and the environment of the jobs, and the rows of the replay.
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
first two words 2026-01-26T15:02:05Z" 'last line first, at five seconds past the minute, in the home directory'
is "$(printf '%s\n' "$out" | jq -c 'select(.line) | [.line, .runs, .exit_statuses, .killed]')" '[3,3,{"0":3},0]
[4,2,{"1":2},0]
[6,1,{"1":1},0]
[7,0,{},0]' 'one row per line'
is "$(printf '%s\n' "$out" | jq -c 'select(.minutes) | [.minutes, .jobs]')" '[3,6]' 'one row for the whole replay'

cat >"$work/crontab" <<'CRON'
* * * * * exit 70
* * * * * sleep 60 & sleep 60
CRON
exits 1 'lines that fail' opt-replay --broker none --log "$work/log" --job-limit 1 --from 2026-01-26T15:00:00Z \
	--to 2026-01-26T15:00:00Z "$work/crontab"
is "$(printf '%s\n' "$err" | grep -c 'failed 1 of 1')" 2 'warnings name the failed lines'
is "$(printf '%s\n' "$out" | jq -r 'select(.line == 2) | .killed')" 1 'a job over its time limit is killed'

# the programs find the database, and the counts of their runs are added
printf '* * * * * opt-signal -q\n' >"$work/crontab"
exits 0 'stages' opt-replay --broker none --log "$work/log" --from 2026-01-26T15:00:00Z --to 2026-01-26T15:04:00Z "$work/crontab"
is "$(printf '%s\n' "$out" | jq -c 'select(.stage) | [.stage, .runs, .exit_statuses]')" '["opt-signal",5,{"0":5}]' 'one row per program'
is "$(sql "select string_agg(to_char(now_at, 'HH24:MI:SS'), ' ' order by now_at) from pipeline_runs")" \
	'15:00:05 15:01:05 15:02:05 15:03:05 15:04:05' 'the runs use the pinned clock'
exits 78 'the same replay again' opt-replay --broker none --log "$work/log" --from 2026-01-26T15:00:00Z --to 2026-01-26T15:04:00Z \
	"$work/crontab"
exits 0 'the same with --continue' opt-replay --continue --broker none --log "$work/log" --from 2026-01-26T15:00:00Z \
	--to 2026-01-26T15:00:00Z "$work/crontab"
exits 0 'a later time' opt-replay --broker none --log "$work/log" --from 2026-01-26T15:05:00Z --to 2026-01-26T15:05:00Z \
	"$work/crontab"

# A crontab cannot lead a replay to another database: that of production has the rows of no run.
production=${PGDATABASE}_production
createdb -T opt "$production"
trap 'dropdb --if-exists -f "$production"; dropdb --if-exists -f "$PGDATABASE"; rm -rf "$work"' EXIT
# shellcheck disable=SC2317 # exits calls it
replay() {
	opt-replay --continue --broker none --log "$work/led.log" --from 2026-01-26T15:05:00Z --to 2026-01-26T15:05:00Z "$@" "$work/crontab"
}
printf 'dbname = dbname=%s\n' "$production" >"$work/production.conf"
for setting in "PGDATABASE=$production" "PGDATABASE = \"$production\"" PGHOST=/elsewhere PGSERVICE=production PGOPTIONS=-csearch_path=x \
	"OPT_DBNAME=dbname=$production" "OPT_CONFIG=$work/production.conf" OPT_BROKER_URL=http://127.0.0.1:9 OPT_NOW=; do
	printf '%s\n* * * * * opt-signal -q\n' "$setting" >"$work/crontab"
	exits 78 "a crontab with $setting" replay
	like "$err" "line 1: ${setting%%[ =]*} leads to another" 'its line is named'
done
printf 'PGDATABASE=%s\n* * * * * opt-signal -q\n' "$PGDATABASE" >"$work/crontab"
exits 0 'a crontab that names the database of the replay' replay
for command in "PGDATABASE=$production opt-signal -q" "opt-signal -q -d dbname=$production" \
	"OPT_DBNAME=dbname=$production opt-signal -q" "env -u OPT_DBNAME -u PGDATABASE -u PGHOST opt-signal -c $work/production.conf"; do
	rm -f "$work/led.log"
	printf '* * * * * %s\n' "$command" >"$work/crontab"
	exits 1 "a job that is $command" replay
	like "$(cat "$work/led.log")" 'exit status (78|69)' 'is refused'
done
printf '* * * * * opt-signal -q\n' >"$work/crontab"
rows=$(sql 'select count(*) from pipeline_runs')
ours=$PGDATABASE
PGDATABASE=$production
exits 0 'a database that is named by -d' replay -d "dbname=$ours"
unset PGDATABASE
host=$PGHOST
printf 'dbname = host=%s dbname=%s\n' "$PGHOST" "$ours" >"$work/replay.conf"
unset PGHOST
exits 0 'a database that is named by -c' replay -c "$work/replay.conf"
PGHOST=$host
PGDATABASE=$ours
export PGHOST PGDATABASE
is "$(sql 'select count(*) from pipeline_runs')" $((rows + 2)) 'the jobs run in the same one'
is "$(PGDATABASE=$production sql 'select count(*) from pipeline_runs')" 0 'no run of any of these reached production'

# the jobs get the addresses of services from the environment, and no other variable; the keys as files in memory
cat >"$work/crontab" <<'CRON'
* * * * * (cat "$OPT_SENTIMENT_TOKEN_FILE" "$OPT_AWS_KEY_ID_FILE" "$OPT_AWS_SECRET_KEY_FILE" "$OPT_AWS_SESSION_TOKEN_FILE" "$PGPASSFILE"; echo "$AWS_REGION $AWS_PROFILE.") >keys; tr '\0' '\n' </proc/self/environ >environ; ls -l /proc/self/fd >fds; opt-signal -n; echo $? >status
CRON
rm -f "$work/log"
exits 0 'a replay with keys' env HF_TOKEN=hf-key AWS_ACCESS_KEY_ID=id-key AWS_SECRET_ACCESS_KEY=secret-key \
	AWS_SESSION_TOKEN=session-key PGPASSWORD="pass:key\\" \
	AWS_REGION=us-east-1 AWS_PROFILE=none opt-replay --continue --broker none --log "$work/log" \
	--from 2026-01-26T15:06:00Z --to 2026-01-26T15:06:00Z "$work/crontab"
is "$(cat "$work/keys")" 'hf-keyid-keysecret-keysession-key*:*:*:*:pass\:key\\
us-east-1 .' 'the job can read the keys'
is "$(grep -Ec '(hf|id|secret|session)-key|pass:key' "$work/environ")" 0 'P31 they are not in its environment'
is "$(grep -c ' -> ' "$work/fds") $(grep -c ' -> /memfd:' "$work/fds")" '9 5' 'P31 it has no other descriptor'
is "$(cat "$work/status")" 0 'a program of the job connects'
case $out$err$(cat "$work/log") in
*secret-key*) ok 1 'opt-replay prints no key' ;;
*) ok 0 'opt-replay prints no key' ;;
esac

# --day uses the hours of that session
printf '* * * * * x\n' >"$work/crontab"
exits 0 'a dry run of a day' opt-replay -n --day 2015-12-24 "$work/crontab"
is "$(printf '%s\n' "$out" | sed -n '1p;$p' | jq -r .ts)" '2015-12-24T14:25:05Z
2015-12-24T18:05:05Z' 'the replay ends five minutes after an early close'
exits 0 'a dry run of three sessions' opt-replay -n --day 2026-01-16 --sessions 3 "$work/crontab"
is "$(printf '%s\n' "$out" | jq -r '.ts[:10]' | uniq -c | awk '{ print $2, $1 }')" '2026-01-16 401
2026-01-20 401
2026-01-21 401' 'the clock jumps over the nights, the weekend and the holiday'
exits 0 'sessions in the week of the change to summer time' opt-replay -n --day 2026-03-06 --sessions 2 "$work/crontab"
is "$(printf '%s\n' "$out" | jq -r '.ts' | sed -n '1p;401p;402p;802p')" '2026-03-06T14:25:05Z
2026-03-06T21:05:05Z
2026-03-09T13:25:05Z
2026-03-09T20:05:05Z' 'each has the hours of New York'
for number in 0 261 x; do
	exits 64 "--sessions $number" opt-replay -n --day 2026-01-26 --sessions $number "$work/crontab"
done
exits 64 '--sessions without --day' opt-replay -n --from 2026-01-26T15:00:00Z --to 2026-01-26T15:00:00Z --sessions 2 "$work/crontab"
exits 64 'more sessions than the calendar has' opt-replay -n --day 2035-12-03 --sessions 260 "$work/crontab"

printf '* * * * * x\n61 * * * * y\n' >"$work/crontab"
exits 65 'a line that cron does not load' opt-replay -n --day 2026-01-26 "$work/crontab"
like "$err" 'line 2: bad minute' 'the message names the line and the field'
exits 65 'a missing crontab' opt-replay -n --day 2026-01-26 "$work/none"
exits 64 'neither --day nor --from' opt-replay "$work/crontab"
exits 64 'both --day and --from' opt-replay --day 2026-01-26 --from 2026-01-26T15:00:00Z "$work/crontab"
exits 64 'a day without a session' opt-replay --day 2026-01-25 "$work/crontab"
exits 64 '--to before --from' opt-replay --from 2026-01-26T15:00:00Z --to 2026-01-26T14:00:00Z "$work/crontab"
exits 64 'a broker on another host' opt-replay --broker https://paper-api.alpaca.markets --day 2026-01-26 "$work/crontab"
exits 64 'no operand' opt-replay --day 2026-01-26
printf '* * * * * x\n' >"$work/crontab"
exits 69 'a broker that does not answer' opt-replay --broker http://127.0.0.1:1 --log "$work/log" --day 2026-01-27 "$work/crontab"
exits 69 'a database that does not answer' env PGHOST=/nonexistent opt-replay --broker none --log "$work/log" --day 2026-01-27 "$work/crontab"
exits 0 'crontab.example' opt-replay -n --day 2026-01-26 crontab.example
is "$(printf '%s\n' "$out" | jq -r 'select(.command | contains("opt-dispatch")) | .ts' | sort | uniq -c |
	awk '{ print $1 }' | sort | uniq -c | tr -s ' ')" ' 401 1' 'runs the trading chain once per minute'
finish
