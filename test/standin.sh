# Sourced after tap.sh: inference services on loopback, test/standin_ai.pl.
# shellcheck shell=sh disable=SC2154,SC2034 # work, by tap.sh; standin_url, for the test
standin_pid=

standin_stop() {
	[ -z "$standin_pid" ] || kill "$standin_pid" 2>/dev/null
	[ -z "$standin_pid" ] || wait "$standin_pid" 2>/dev/null
	standin_pid=
}

# standin: starts the services and sets standin_url
standin() {
	standin_stop
	rm -f "$work/standin"
	: >"$work/requests"
	echo ok >"$work/script"
	perl test/standin_ai.pl "$work/script" "$work/standin" "$work/requests" &
	standin_pid=$!
	tries=0
	while [ ! -s "$work/standin" ] && [ "$tries" -lt 100 ] && kill -0 "$standin_pid" 2>/dev/null; do
		tries=$((tries + 1))
		sleep .1
	done
	standin_url=$(cat "$work/standin")
}

# script LINE...: sets the responses to the next requests, one per line; the last line is for all later requests too.
# Empties the log of requests.
script() {
	printf '%s\n' "$@" >"$work/script"
	: >"$work/requests"
}

# requests: prints the number of requests in the log
requests() {
	grep -c . "$work/requests"
}
