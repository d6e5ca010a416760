# Sourced after tap.sh: a broker on loopback.
# shellcheck shell=sh disable=SC2154 # work, by tap.sh
APCA_API_KEY_ID=PAPERKEY
APCA_API_SECRET_KEY=PAPERSECRET
export APCA_API_KEY_ID APCA_API_SECRET_KEY
broker_pid=

# at_url URL: what listens there is the broker
at_url() {
	APCA_API_BASE_URL=$1
	APCA_API_DATA_URL=$1
	export APCA_API_BASE_URL APCA_API_DATA_URL
}

broker_stop() {
	[ -z "$broker_pid" ] || kill "$broker_pid" 2>/dev/null
	[ -z "$broker_pid" ] || wait "$broker_pid" 2>/dev/null
	broker_pid=
}

# broker_wait FILE: until the URL is in it, ten seconds at most
broker_wait() {
	tries=0
	while [ ! -s "$1" ] && [ "$tries" -lt 100 ] && kill -0 "$broker_pid" 2>/dev/null; do
		tries=$((tries + 1))
		sleep .1
	done
	[ -s "$1" ]
}

# paper OPTION...: opt-paper with these, in place of the one before
paper() {
	broker_stop
	rm -f "$work/paper"
	opt-paper -q --port-file "$work/paper" "$@" &
	broker_pid=$!
	broker_wait "$work/paper" || return 1
	at_url "$(jq -r .url "$work/paper")"
}

# canned FILE: a broker that answers every request with the JSON in FILE
canned() {
	broker_stop
	rm -f "$work/canned"
	perl test/canned.pl "$1" "$work/canned" &
	broker_pid=$!
	broker_wait "$work/canned" || return 1
	at_url "$(cat "$work/canned")"
}

# broker_database: new_database, and the broker does not outlive the test
broker_database() {
	new_database
	trap 'broker_stop; dropdb --if-exists -f "$PGDATABASE"; rm -rf "$work"' EXIT
}
