#!/bin/sh
# Without a database every program that connects exits with 69 within seconds, and writes one line. Without the broker's keys
# the programs that need them exit with 77.
. test/tap.sh

HOME=$work
XDG_CONFIG_HOME=$work
PGCONNECT_TIMEOUT=
export HOME XDG_CONFIG_HOME PGCONNECT_TIMEOUT
unset OPT_NOW PGSERVICE PGDATABASE PGPASSFILE CREDENTIALS_DIRECTORY OPT_DBNAME
printf '* * * * * true\n' >"$work/crontab"

# opt-alert connects only when it has somebody to tell
printf 'alert_smtp_url = smtp://127.0.0.1:1\nalert_to = a@example.org\nalert_after = 9\nalert_spool = %s\n' "$work/alert" >"$work/alert.conf"

# The arguments with which a program connects to the database; "none" for a program that never connects.
arguments_of() {
	case $1 in
	opt-calendar | opt-db | opt-paper) echo none ;;
	opt-alert) echo "-c $work/alert.conf" ;;
	opt-explain) echo '--funnel 2026-01-26' ;;
	opt-params) echo list ;;
	opt-query) echo orders ;;
	opt-replay) echo "--day 2026-01-26 --broker none $work/crontab" ;;
	opt-status) echo --positions ;;
	*) echo '' ;;
	esac
}

# unreachable PROGRAM NAME SETTING...: passes when the program, run with these environment variables, exits with 69
unreachable() {
	program=$1
	case=$program:\ $2
	shift 2
	# shellcheck disable=SC2046 # words
	exits 69 "$case" timeout 20 env "$@" APCA_API_KEY_ID=k APCA_API_SECRET_KEY=s \
		APCA_API_BASE_URL=http://127.0.0.1:1 APCA_API_DATA_URL=http://127.0.0.1:1 \
		"$program" $(arguments_of "$program")
	is "$(printf '%s\n' "$err" | grep -c .)" 1 "$case: the error is one line"
	# opt-halt still knows what the halt file says, and refuses entries
	case $program in
	opt-halt) is "$(printf '%s' "$out" | jq -r .state)" REDUCING "$case: entries are refused" ;;
	*) is "$out" '' "$case: standard output is empty" ;;
	esac
}

for path in "$BUILD"/bin/opt-*; do
	program=${path##*/}
	arguments=$(arguments_of "$program")
	[ "$arguments" != none ] || continue
	unreachable "$program" 'no socket' PGHOST="$work"
	unreachable "$program" 'no server on the port' PGHOST=127.0.0.1 PGPORT=1
	unreachable "$program" 'messages in JSON' PGHOST="$work" OPT_LOG_FORMAT=json
done

# The programs that use the broker check its keys before they connect.
for program in opt-bars opt-universe opt-chain opt-dispatch opt-posmon; do
	[ -x "$BUILD/bin/$program" ] || continue
	exits 77 "$program: no keys" env -u APCA_API_KEY_ID -u APCA_API_SECRET_KEY PGHOST="$work" "$program"
	exits 77 "$program: one key" env -u APCA_API_SECRET_KEY APCA_API_KEY_ID=sesame PGHOST="$work" "$program"
	case $err in
	*sesame*) ok 1 "$program: the message does not repeat the key" ;;
	*) ok 0 "$program: the message does not repeat the key" ;;
	esac
	exits 64 "$program: a pinned clock with a broker on another host" \
		env -u APCA_API_BASE_URL -u APCA_API_DATA_URL APCA_API_KEY_ID=k APCA_API_SECRET_KEY=s PGHOST="$work" \
		"$program" --now 2026-01-26T19:08:00Z
done
finish
