#!/bin/sh
# opt-db: the life of a cluster, as the user who runs the tests and, if that is root, as an unprivileged user too.
. test/tap.sh
chmod 711 "$work"

# whole NAME DIR COMMAND...: the life of one cluster, with opt-db started by COMMAND
whole() {
	name=$1
	dir=$2
	shift 2
	exits 0 "$name: start creates the cluster" "$@" opt-db -D "$dir" start --fast
	is "$out" '' "$name: start prints nothing"
	exits 0 "$name: start again" "$@" opt-db -D "$dir" start
	exits 0 "$name: status" "$@" opt-db -D "$dir" status
	is "$(printf '%s' "$out" | jq -r '.state, (.pid > 0), (.socket | length < 100)' | tr '\n' ' ')" \
		'running true true ' "$name: reports a running server"
	exits 0 "$name: env" "$@" opt-db -D "$dir" env
	printf '%s\npsql -XAtq "$@"\n' "$out" >"$work/psql.sh"
	exits 0 "$name: psql connects with it" "$@" sh "$work/psql.sh" -c 'create table t (n int)' -c 'insert into t values (42)'
	exits 0 "$name: show listen_addresses" "$@" sh "$work/psql.sh" -c 'show listen_addresses'
	is "$out" '' "$name: the server listens on no TCP address"
	exits 0 "$name: dump" "$@" opt-db -D "$dir" dump "$dir/../dump"
	"$@" sh "$work/psql.sh" -c 'update t set n = 0'
	exits 64 "$name: restore without --replace" "$@" opt-db -D "$dir" restore "$dir/../dump"
	: >"$work/bad"
	exits 65 "$name: restore of a file that is not a dump" "$@" opt-db -D "$dir" restore --replace "$work/bad"
	exits 0 "$name: a query after a failed restore" "$@" sh "$work/psql.sh" -c 'select n from t'
	is "$out" 0 "$name: the database was not changed"
	exits 0 "$name: restore --replace" "$@" opt-db -D "$dir" restore --replace "$dir/../dump"
	exits 0 "$name: a query after the restore" "$@" sh "$work/psql.sh" -c 'select n from t'
	is "$out" 42 "$name: the dumped row is restored"
	if [ $# = 0 ]; then
		on_terminal 80 "opt-db -D '$dir' restore --replace '$dir/../dump'; echo exits \$?; opt-db -D '$dir' restore --replace '$work/bad' </dev/null; echo exits \$?"
		is "$(printf '%s\n' "$out" | grep -c 'of [1-9][0-9]* objects, 100 %.*exits 0$')" 1 "$name: a restore shows on a terminal how far it is"
		like "$out" 'exits 65$' "$name: and its failure keeps the exit status"
	fi
	exits 0 "$name: stop" "$@" opt-db -D "$dir" stop
	exits 0 "$name: stop again" "$@" opt-db -D "$dir" stop
	exits 69 "$name: status when stopped" "$@" opt-db -D "$dir" status
	exits 69 "$name: dump when stopped" "$@" opt-db -D "$dir" dump "$work/never"
	exits 64 "$name: destroy without --yes" "$@" opt-db -D "$dir" destroy
	exits 0 "$name: start after stop" "$@" opt-db -D "$dir" start
	exits 0 "$name: destroy while the server runs" "$@" opt-db -D "$dir" destroy --yes
	[ ! -e "$dir" ]
	ok $? "$name: nothing is left"
}

whole "$(id -un)" "$work/one/db"
if [ "$(id -u)" = 0 ]; then
	mkdir -p "$work/two/bin"
	cp "$BUILD/bin/opt-db" "$work/two/bin" # other users may be unable to enter the source tree
	chown -R nobody "$work/two"
	# a path that is too long for a socket and needs quotes in a shell
	whole nobody "$work/two/$(printf 'x%.0s' 1 2 3 4 5 6 7 8 9 0) 'it' \"\$is\" \`long\`$(printf '%090d' 0)" \
		setpriv --reuid=nobody --regid=nogroup --clear-groups \
		env -C "$work/two" PATH="$work/two/bin:$PATH" HOME="$work/two" XDG_RUNTIME_DIR=
	exits 77 'a folder the server cannot reach' opt-db -D /root/opt-db-test init
	[ ! -e /root/opt-db-test ]
	ok $? 'the folder is not created'
fi

# start does not use the half cluster that a killed init leaves.
dir=$work/killed
opt-db -D "$dir" init --fast &
sleep 0.1
kill -9 $! 2>/dev/null
wait $! 2>/dev/null
exits 0 'start after a killed init' opt-db -D "$dir" start --fast
# A killed server does not count as running.
pid=$(opt-db -D "$dir" status | jq .pid)
kill -9 "$pid"
while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
exits 69 'status of a killed server' opt-db -D "$dir" status
exits 0 'start after a killed server' opt-db -D "$dir" start
opt-db -D "$dir" destroy --yes

# Two starts at the same time: one creates the cluster, both succeed.
dir=$work/race
opt-db -D "$dir" start --fast &
first=$!
exits 0 'two starts at once: one' opt-db -D "$dir" start --fast
wait "$first"
ok $? 'two starts at once: the other'
opt-db -D "$dir" destroy --yes
finish
