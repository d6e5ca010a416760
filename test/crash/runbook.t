#!/bin/sh
# A drill: the commands of opt-runbook(7) are pasted in the order of its sections, against a private database and the stand-in broker,
# and each ends as it should. Commands of the system (systemctl, df, crontab ...) are left out.
. test/tap.sh
. test/paper.sh
unset PGHOST PGPORT PGUSER PGDATABASE
OPT_DB_DIR=$work/db
OPT_NOW=2026-01-26T15:00:05Z
OPT_ALERT_SPOOL=$work/spool
export OPT_DB_DIR OPT_NOW OPT_ALERT_SPOOL
trap 'broker_stop; opt-db destroy --yes; rm -rf "$work"' EXIT
page=$PWD/man/opt-runbook.7

chmod 711 "$work" # the user of the server must pass through
opt-db -q init --fast && opt-db -q start && opt-migrate -q && opt-migrate -q --roles || exit 1
paper --synth 7 --now "$OPT_NOW"
opt-universe -q && opt-universe -q --track amd && opt-bars -q --daily && opt-features -q --daily || exit 1
mkdir "$work/here"
cd "$work/here" || exit 1

# commands SECTION: the commands of the suite in the displays of a section, one per line
commands() {
	awk -v section=".Sh $1" '
		/^\.Sh / { inside = $0 == section }
		!inside { next }
		/^\.Bd -literal/ { display = 1; next }
		/^\.Ed/ { display = 0 }
		display || sub(/^\.Dl /, "")' "$page" | sed 's/\\e/\\/g' | grep '^opt-'
}
# expected COMMAND [STATUS BEGINNING]...: prints the statuses of the last pair whose beginning the command has; 0 without one
expected() {
	command=$1
	statuses=0
	shift
	while [ $# -gt 1 ]; do
		case $command in "$2"*) statuses=$1 ;; esac
		shift 2
	done
	echo "$statuses"
}
# drill SECTION [STATUS BEGINNING]...: pastes the commands of a section, which exit with what is expected
drill() {
	section=$1
	shift
	commands "$section" >"$work/commands"
	while IFS= read -r line; do
		run sh -c "$line"
		case " $(expected "$line" "$@") " in
		*" $status "*) ok 0 "$section: $line" ;;
		*)
			ok 1 "$section: $line"
			printf '# exit status %s\n%s\n%s\n' "$status" "$out" "$err" | head -n 20 >&2
			;;
		esac
	done <"$work/commands"
}
state() {
	opt-halt --json | jq -r 'select(.event == "state") | .state'
}

# The checks themselves are bad here, because no schedule runs: opt-status exits 1 or 2.
looks='0 1 2'
drill 'FIRST CHECKS' "$looks" opt-status
is "$(state)" ACTIVE 'trading is allowed again'

drill 'STOP EVERYTHING NOW' 64 'opt-halt --flatten' 0 'opt-halt --flatten --yes' "$looks" opt-status
is "$(state)" ACTIVE 'and again'

broker_stop
run opt-calendar --check-broker
is "$status" 69 'a broker that is down is seen'
paper --synth 7 --now "$OPT_NOW"
drill 'THE BROKER IS DOWN' "$looks" opt-status

opt-db -q stop
run opt-status --quick
is "$status" 2 'a database that is down is critical'
drill 'THE DATABASE IS DOWN' "$looks" opt-status 69 'opt-db status' 1 'opt-halt entries'
is "$(state)" ACTIVE 'the database is back'

opt-db -q dump backup.dump
drill 'THE DATABASE WAS RESTORED FROM A BACKUP' "$looks" opt-status
is "$(state)" ACTIVE 'the backup is in use'

drill 'THE DISK IS FULL'
drill 'THE CLOCK IS WRONG' '0 1' opt-status
drill 'A HOLDING THAT IS UNKNOWN' '65' 'opt-posmon --forget' "$looks" opt-status
drill 'THE KEYS LEAKED' "$looks" opt-status 78 'opt-alert --test'
opt-halt -q off
drill 'BACK TO THE RELEASE BEFORE' "$looks" opt-status 78 'opt-params rollback'
drill 'THE CHECKS OF OPT-STATUS' "$looks" opt-status 65 'opt-posmon --close' 78 'opt-alert --test' 65 'opt-rss --remove'
finish
