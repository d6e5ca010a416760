#!/bin/sh
# A database, a broker, a feed and a name server from which nothing ever comes, in a network namespace whose packets vanish; a
# server that is stopped, before and in the middle of an answer. Every program ends at its deadline, and within a second of
# SIGTERM. Needs namespaces and iproute2; skipped when they are missing.
gone=93.184.216.34
if [ "${1:-}" != inside ]; then
	. test/tap.sh
	own=-nm
	[ "$(id -u)" = 0 ] || own=-rnm
	if ! command -v ip >/dev/null || ! unshare $own ip link add v0 type veth peer name v1 2>/dev/null; then
		skip 'C08 C09 no network namespace or no ip'
		finish
	fi
	new_database
	unshare $own sh "$0" inside
	exit
fi
. test/tap.sh
HOME=$work
XDG_CONFIG_HOME=$work
export HOME XDG_CONFIG_HOME
now=2026-01-26T15:00:05Z
ip link set lo up
ip link add v0 type veth peer name v1
ip link set v0 up
ip link set v1 up
ip route add $gone dev v0
ip neigh add $gone lladdr 02:00:00:00:00:01 dev v0
echo "nameserver $gone" >"$work/resolv.conf"
mount --bind "$work/resolv.conf" /etc/resolv.conf

# lasts MOST COMMAND...: runs the command and sets status, err and late: whether it took longer than MOST milliseconds
lasts() {
	most=$1
	shift
	began=$(date +%s%N)
	run timeout 20 "$@"
	took=$((($(date +%s%N) - began) / 1000000))
	late=$((took > most))
}
# ended: waits for the process $pid and sets status and took, the milliseconds since $began
ended() {
	status=0
	wait "$pid" || status=$?
	took=$((($(date +%s%N) - began) / 1000000))
}
# both EXPRESSION NAME COMMAND...: passes when the command ends with a status of the expression at its deadline of 2 seconds, and on SIGTERM with 75
both() {
	want=$1
	name=$2
	shift 2
	lasts 3500 "$@" --deadline 2
	like "$status" "^($want)\$" "$name: its deadline"
	ok $late "$name: within its deadline ($took ms)"
	is "$(printf '%s\n' "$err" | grep -c .)" 1 "$name: one line on standard error"
	"$@" >/dev/null 2>&1 &
	pid=$!
	sleep 1
	began=$(date +%s%N)
	kill $pid
	ended
	is "$status" 75 "$name: SIGTERM"
	ok $((took > 1000)) "$name: SIGTERM ends it within a second ($took ms)"
}
both 69 'C08 the database' env PGHOST=$gone opt-watchlist -q --now $now
both 69 'C08 the name of the database' env PGHOST=db.example.com opt-watchlist -q --now $now

# The broker is Alpaca, by its name: first with an address from which nothing comes, then without one.
sql "insert into ticker_universe (ticker, tracked, tradable, options_enabled, source, updated_at)
	values ('AAPL', true, true, true, 'test', '$now')"
export APCA_API_KEY_ID=k APCA_API_SECRET_KEY=s
unset APCA_API_BASE_URL APCA_API_DATA_URL
echo "$gone paper-api.alpaca.markets data.alpaca.markets" >"$work/hosts"
mount --bind "$work/hosts" /etc/hosts
for what in 'the broker' 'the name of the broker'; do
	both 69 "C09 $what, opt-universe" opt-universe -n -q --now $now
	both 69 "C09 $what, opt-bars" opt-bars -n -q --now $now
	both '69|75' "C09 $what, opt-posmon" opt-posmon -n -q --now $now
	: >"$work/hosts"
done
for feed in http://$gone/feed http://feed.example.com/feed; do
	sql 'delete from feed_state'
	opt-rss -q --add "$feed"
	both 75 "C09 the feed $feed" opt-rss -q --now $now
done

# The server is stopped while a statement runs; then the whole server is, before it accepts the connection.
data=$(sql 'show data_directory')
postmaster=$(head -n 1 "$data/postmaster.pid")
trap 'kill -CONT "$postmaster" $server 2>/dev/null; rm -rf "$work"' EXIT
server=
PGAPPNAME=blocker psql -Xq -c 'begin; lock table watchlist_state; select pg_sleep(60)' >/dev/null 2>&1 </dev/null &
until [ "$(sql "select count(*) from pg_locks where relation = 'watchlist_state'::regclass and granted")" = 1 ]; do sleep .05; done
stop_server() {
	until server=$(sql "select pid from pg_stat_activity where application_name like 'opt-watchlist/%' and wait_event_type = 'Lock'" |
		grep .); do sleep .05; done
	kill -STOP "$server" "$postmaster"
}
for how in deadline SIGTERM; do
	began=$(date +%s%N)
	opt-watchlist -q --now $now --deadline 3 2>/dev/null &
	pid=$!
	stop_server
	if [ $how = SIGTERM ]; then
		began=$(date +%s%N)
		kill $pid
	fi
	ended
	is "$status" 75 "C08 a server stopped in the middle of an answer: $how"
	ok $((took > ($([ $how = SIGTERM ] && echo 1000 || echo 4500)))) "C08 it ends in time: $how ($took ms)"
	kill -CONT "$server" "$postmaster"
done
kill -STOP "$postmaster"
both 69 'C08 a stopped postmaster' opt-watchlist -q --now $now
kill -CONT "$postmaster"
sql "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'blocker'" >/dev/null
sleep .5
exits 0 'the next run' opt-watchlist -q --now $now
finish
