#!/bin/sh
# A user who has configured everything runs tests, the demo and a measurement: both opt.conf, PG*, OPT_*, APCA_*, a private
# cluster that runs, a broker with their keys, a crontab, channels of alerts, a URL for pings. Not one row, file or order of theirs changes. PARTS selects some of
# check (a part of it), demo, bench; CHECK=check runs the whole of make check. With root, /etc/opt is replaced for the time of
# the test, in a mount namespace; without root there is only the opt.conf of the user.
. test/tap.sh
PARTS=${PARTS:-check demo bench}
CHECK=${CHECK:-}
cli='test/cli/0100-opt-status-usage.t test/cli/0040-unreachable.t test/cli/0070-apart.t test/cli/0100-opt-halt-usage.t'
db='test/db/0600-opt-status-checks.t test/db/0610-opt-alert.t test/db/0040-opt-migrate.t test/db/0320-opt-replay.t test/db/0300-opt-signal-decides.t test/e2e/0220-opt-halt.t test/e2e/0205-opt-dispatch-orders.t'

if [ -z "${CONFIGURED:-}" ] && [ "$(id -u)" = 0 ] && [ -d /etc/opt ] && unshare -m true 2>/dev/null; then
	rm -rf "$work"
	# shellcheck disable=SC2016 # the inner shell expands it
	exec unshare -m sh -c 'mount -t tmpfs tmpfs /etc/opt && CONFIGURED=etc exec sh "$1"' sh "$0"
fi
chmod 711 "$work"
home=$work/user
mkdir -p "$home/.config/opt"

# the user's database with some rows, and their broker
exits 0 'the cluster of the user' opt-db -D "$home/db" start --fast
eval "$(opt-db -D "$home/db" env)"
opt-migrate -q && opt-migrate -q --roles && opt-params -q set --why mine signal_cooldown_min=30 >/dev/null
ok $? 'its database has a schema and a parameter'
. test/paper.sh
paper --synth 1 || exit 1
. test/alert.sh
alert_server || exit 1
trap 'alert_server_stop; broker_stop; opt-db -D "$home/db" destroy --yes; rm -rf "$work"' EXIT
opt-db -D "$home/db" env --conf >"$home/.config/opt/opt.conf"
printf 'broker_url = %s\ndata_url = %s\nexecution_mode = simulated\nlog_format = text\n' "$url" "$url" >>"$home/.config/opt/opt.conf"
printf '%s\n' "ping_url = http://127.0.0.1:$http/hook/ping" "alert_smtp_url = smtp://localhost:$clear" 'alert_to = mine@example.org' \
	'alert_webhook = json' "alert_webhook_url_file = $work/url" "alert_spool = $home/alert" >>"$home/.config/opt/opt.conf"
[ -z "${CONFIGURED:-}" ] || cp "$home/.config/opt/opt.conf" /etc/opt/opt.conf
{
	opt-db -D "$home/db" env --cron
	cat crontab.example
} >"$home/crontab"
echo 'entries: mine' >"$home/halt"

# shellcheck disable=SC2317 # exits calls it
# as_user COMMAND...: as that user calls it, in their shell
as_user() {
	env -u OPT_TEST_CLUSTER -u OPT_CONFIG HOME="$home" XDG_CONFIG_HOME="$home/.config" XDG_DATA_HOME="$home" OPT_DB_DIR="$home/db" \
		OPT_DBNAME="host=$PGHOST dbname=opt user=$PGUSER" OPT_HALT_FILE="$home/halt" OPT_EXECUTION_MODE=simulated OPT_LOG_FORMAT=text \
		"$@"
}
exits 0 'a program of the user uses their database' as_user opt-params --json get signal_cooldown_min
is "$(printf '%s' "$out" | jq .value)" 30 'and sees their parameter'

# state: all databases and roles, the files of the home, what the broker has seen, and the servers of the alerts and of the ping
state() {
	got mail
	got hook
	"$(pg_config --bindir)/pg_dumpall" | grep -v '^\\\(un\)\{0,1\}restrict'
	psql -XAtc "select datname from pg_database order by 1"
	(cd "$home" && find . -path ./db -prune -o -type f -exec md5sum {} + | sort)
	stats '[.posts, .orders]'
	crontab -l 2>/dev/null
}
state >"$work/before"
is "$(grep -c signal_cooldown_min "$work/before" | sed 's/^[1-9].*/some/')" some 'the state before has the parameter'

for part in $PARTS; do
	case $part in
	check)
		if [ -n "$CHECK" ]; then
			exits 0 'make check' as_user make -s "$CHECK"
		else
			exits 0 'make cli' as_user make -s cli CLI_T="$cli"
			exits 0 'make db-e2e' as_user make -s db-e2e LONG_T= E2E_T= DB_T="$db"
		fi
		;;
	demo) exits 0 'make demo' as_user make -s demo ;;
	bench) exits 0 'make bench' as_user make -s bench BENCH=minute ;;
	esac
	[ "$status" = 0 ] || tail -n 20 "$work/out" | sed 's/^/# /' >&2
	state >"$work/after"
	exits 0 "$part changed nothing of the user's" diff "$work/before" "$work/after"
	printf '%s\n' "$out" | head -n 20 | sed 's/^/# /' >&2
done
finish
