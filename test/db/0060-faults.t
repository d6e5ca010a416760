#!/bin/sh
# What goes wrong between a program and the database ends with the status that opt(7) gives it, is told once, and the next run
# goes on: opt-watchlist stands for the stages.
. test/tap.sh
new_database
HOME=$work
XDG_CONFIG_HOME=$work
export HOME XDG_CONFIG_HOME
now=2026-01-26T15:00:05Z
run_of() {
	sql "select status, exit_status, error is not null from pipeline_runs where stage = 'opt-watchlist' order by started_at desc limit 1"
}

# blocked: another session locks the table that the stage reads, until free
blocked() {
	PGAPPNAME=blocker psql -Xq -c 'begin; lock table watchlist_state; select pg_sleep(60)' >/dev/null 2>&1 </dev/null &
	until [ "$(sql "select count(*) from pg_locks where relation = 'watchlist_state'::regclass and granted")" = 1 ]; do sleep .05; done
}
free() {
	sql "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'blocker'" >/dev/null
	wait
}
# waiting: waits until the stage waits for the lock, or ended, and prints the process of the server
waiting() {
	until sql "select pid from pg_stat_activity where datname = current_database() and application_name like 'opt-watchlist/%'
		and wait_event_type = 'Lock'" | grep . || ! kill -0 "$pid" 2>/dev/null; do sleep .05; done
}
# begin: starts the stage in the background, as pid
begin() {
	opt-watchlist -q --now $now --deadline 30 2>"$work/err" &
	pid=$!
	server=$(waiting)
}
# ends STATUS NAME: passes when it ends with the status
ends() {
	status=0
	wait "$pid" || status=$?
	err=$(cat "$work/err")
	is "$status" "$1" "$2"
}
warned() {
	is "$(printf '%s\n' "$err" | grep -c .)" 1 "$1: one line on standard error"
}
goes_on() {
	free
	exits 0 "$1: the next run" opt-watchlist -q --now $now
}

blocked
exits 75 'C03 the holder of the lease hangs until its deadline' timeout 10 opt-watchlist -q --now $now --deadline 2
warned C03
is "$(run_of)" 'unfinished|75|t' 'C03 the row says so'
begin
kill "$pid"
began=$(date +%s%N)
ends 75 'SIGTERM while it waits for the database'
ok $(($(date +%s%N) - began > 1500000000)) 'SIGTERM ends the wait'
begin
kill -ALRM "$pid" # the alarm of the deadline, and the one of the last resort
sleep .1
kill -ALRM "$pid"
ends 75 'C03 the last resort ends a run that goes on after its deadline'
warned 'C03 the last resort'
until [ "$(sql "select count(*) from pg_stat_activity where application_name like 'opt-watchlist/%'")" = 0 ]; do sleep .05; done
begin
exits 75 'C01 a second copy' opt-watchlist -q --now $now
kill -9 "$pid"
wait "$pid" 2>/dev/null
gone=0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ "$(sql "select count(*) from pg_stat_activity where pid = $server")" != 0 ] || break
	gone=$((gone + 1))
	sleep .1
done
ok $((gone >= 20)) 'C04 the server drops the statement of a killed client within 2 seconds'
goes_on 'C02 a killed holder'
is "$(sql "select count(*) > 1 from pipeline_runs where status = 'lost' and finished_at is not null and error is not null")" t \
	'C02 the killed runs are lost'

# the statement or the session is ended at the server
for case in 'C11 75 pg_cancel_backend' 'C24 69 pg_terminate_backend'; do
	# shellcheck disable=SC2086 # words
	set -- $case
	blocked
	begin
	sql "select $3($server)" >/dev/null
	ends "$2" "$1 $3"
	warned "$1"
	goes_on "$1"
done

# faults that the server reports: the table raises them
sql 'create sequence faults; grant all on sequence faults to public;
	create function fail() returns trigger language plpgsql as $$
	declare state text := tg_argv[0]; times int := tg_argv[1];
	begin
		if nextval('"'faults'"') <= times then raise exception using errcode = state, message = '"'as in the test'"'; end if;
		return null;
	end $$'
printf '<opml><body><outline xmlUrl="https://example.com/%s"/></body></opml>' 1 >"$work/feeds.opml"
# raises STATE TIMES: the next statements that change the feeds fail so often
raises() {
	sql "set client_min_messages = error; drop trigger if exists fail on feed_state; select setval('faults', 1, false);
		create trigger fail before insert on feed_state for each statement execute function fail('$1', '$2')" >/dev/null
}
tries() {
	sql 'select last_value from faults'
}
raises 40001 2
exits 0 'C12 two serialization failures' opt-rss -q --import "$work/feeds.opml"
is "$(tries)" 3 'C12 the transaction was tried three times'
for case in '40P01 75 3 C12' '53100 75 1 C10' '53200 75 1 C10' '57014 75 1 C11' '25P03 69 1 C24'; do
	# shellcheck disable=SC2086 # words
	set -- $case
	raises "$1" 9
	exits "$2" "$4 SQLSTATE $1" opt-rss -q --import "$work/feeds.opml"
	is "$(tries)" "$3" "$4 SQLSTATE $1: tried"
	like "$err" "as in the test \\($1\\)" "$4 SQLSTATE $1: it is told"
done
sql 'drop trigger fail on feed_state'

sql "alter database $PGDATABASE set default_transaction_read_only = on"
exits 75 'C23 a read-only standby' opt-watchlist -q --now $now
warned C23
PGOPTIONS='-c default_transaction_read_only=off' sql "alter database $PGDATABASE reset default_transaction_read_only"

# a user of its own, with a password
user=faults_$$
data=$(sql 'show data_directory')
password=right
sql "create role $user login password '$password'; grant opt_decide to $user"
sed -i "1i local all $user scram-sha-256" "$data/pg_hba.conf"
sql 'select pg_reload_conf()' >/dev/null
sleep .2
exits 0 'a password' env PGUSER=$user PGPASSWORD=$password opt-watchlist -q --now $now
exits 77 'C25 a changed password' env PGUSER=$user PGPASSWORD=wrong opt-watchlist -q --now $now
warned C25
like "$err" 'password authentication failed' 'C25 the message says why'
exits 77 'C25 no password' env -u PGPASSWORD PGUSER=$user opt-watchlist -q --now $now
sql "alter role $user connection limit 0"
exits 75 'C26 too many connections' env PGUSER=$user PGPASSWORD=$password opt-watchlist -q --now $now
warned C26
sed -i 1d "$data/pg_hba.conf"
sql "drop role $user; select pg_reload_conf()" >/dev/null

# The connection is lost exactly at the commit: this server passes it on and keeps the reply for itself.
perl -MIO::Select -MIO::Socket::INET -MIO::Socket::UNIX -e '
	my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 4) or die; $| = 1; print $s->sockport, "\n";
	my $c = $s->accept; my $d = IO::Socket::UNIX->new(Peer => "$ENV{PGHOST}/.s.PGSQL.$ENV{PGPORT}") or die;
	my ($i, $over) = IO::Select->new($c, $d);
	while (!$over) { for ($i->can_read) { sysread($_, my $b, 65536) or exit; my $at_commit = $_ == $c && $b =~ /commit\0/;
		syswrite $_ == $c ? $d : $c, $b; if ($at_commit) { sysread $d, $b, 65536; $over = 1; last } } }' >"$work/commit" &
until [ -s "$work/commit" ]; do sleep .05; done
echo https://example.com/commit >"$work/list"
exits 69 'C07 the connection is lost at the commit' env PGHOST=127.0.0.1 PGPORT="$(cat "$work/commit")" PGSSLMODE=disable \
	PGGSSENCMODE=disable opt-rss -q --import "$work/list"
exits 0 'C07 the next run' opt-rss -q --import "$work/list"
is "$(sql "select count(*) from feed_state where feed_url like '%/commit'")" 1 'C07 it was stored once'

# The clock of this host goes back while the stage waits: the deadline does not move.
faked=$(ls /usr/lib/*/faketime/libfaketime.so.1 2>/dev/null)
if [ -n "$faked" ]; then
	blocked
	back=$(($(date +%s) - $(date -d $now +%s))) # the market is open then, whatever time it is here
	echo -$back >"$work/clock"
	LD_PRELOAD=$faked FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
		opt-watchlist -q --deadline 2 2>"$work/err" &
	pid=$!
	waiting >/dev/null
	echo -$((back + 600)) >"$work/clock"
	began=$(date +%s%N)
	ends 75 'C22 the clock goes back 10 minutes: the deadline'
	ok $(($(date +%s%N) - began > 4000000000)) 'C22 it comes in time'
	free
	is "$(sql "select count(*) from pipeline_runs where finished_at < started_at")" 0 'C22 no run ends before it begins'
else
	skip 'C22 no faketime'
fi

# a server, and a broker, that accepts and never answers
perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 64) or die; $| = 1; print $s->sockport, "\n"; sleep 60' >"$work/port" &
silent=$!
until [ -s "$work/port" ]; do sleep .05; done
port=$(cat "$work/port")
exits 69 'C08 a database that never answers' timeout 5 env PGHOST=127.0.0.1 PGPORT="$port" opt-watchlist -q --now $now --deadline 2
warned C08
exits 69 'C09 a broker that never answers' timeout 5 env APCA_API_KEY_ID=k APCA_API_SECRET_KEY=s \
	APCA_API_BASE_URL="http://127.0.0.1:$port" APCA_API_DATA_URL="http://127.0.0.1:$port" opt-universe -q --now $now --deadline 2
warned C09
kill $silent

# A stage that fails at each start.
perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 8) or die; $| = 1; print $s->sockport, "\n";
	while (my $c = $s->accept) { while (<$c>) { last if /^\r$/ } print $c "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" }' >"$work/port401" &
refusing=$!
until [ -s "$work/port401" ]; do sleep .05; done
for _ in 1 2 3; do
	exits 77 'C27 a stage whose keys are refused at each start' env APCA_API_KEY_ID=k \
		APCA_API_SECRET_KEY=s APCA_API_BASE_URL="http://127.0.0.1:$(cat "$work/port401")" APCA_API_DATA_URL=http://127.0.0.1:1 \
		opt-universe -q --now $now
done
is "$(sql "select count(*) from alert_outbox where dedupe_key like 'not_permitted:%'")" 1 'C27 one alert'
kill $refusing

sql "insert into schema_migrations (version, name, sha256, applied_at, ms) values (99, 'later', repeat('0', 64), '2026-01-05', 1)"
exits 0 'C18 a newer migration of the same generation' opt-watchlist -q --now $now
sql 'delete from schema_migrations where version = 99'

# a file that a person names is a FIFO that nobody writes to
mkfifo "$work/fifo"
while read -r program; do
	# shellcheck disable=SC2086 # words
	exits 65 "$program: a FIFO" timeout 5 $program "$work/fifo" --now $now
	like "$err" "not a regular file" "$program: the message says why"
done <<-END
	opt-rss --import
	opt-universe --earnings
	opt-params --why fifo import
END

# shellcheck disable=SC3045 # the options of ulimit
exits 0 'C29 16 file descriptors' sh -c "ulimit -n 16; exec opt-watchlist -q --now $now"
# shellcheck disable=SC3045
exits 0 'C29 64 MB of memory' sh -c "ulimit -v 65536; exec opt-watchlist -q --now $now"
finish
