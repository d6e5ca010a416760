#!/bin/sh
# opt-db: a private PostgreSQL cluster in a folder. No TCP, no root, no system service. See opt-db(1).
#
# DIR/data    the cluster
# DIR/run     its socket, unless the path is too long for one
# DIR/log     the log of the server
# DIR/cluster name=value lines: the owner, the socket, fast or not; only a DIR with this file may be destroyed
set -u
LC_ALL=C
export LC_ALL

version=@VERSION@
port=5432
database=opt
least_major=15
wait_s=60         # a start or stop takes a second; recovery after a crash may take longer
socket_path_max=107 # sizeof sun_path less its NUL

ex_usage=64
ex_data=65
ex_unavailable=69
ex_internal=70
ex_output=74
ex_again=75
ex_permission=77

dir=
fast=
force=
verbose=1
tried=

usage() {
	cat <<'USAGE'
usage: opt-db [-D DIR] [-qv] init [--fast] | start | stop | status | env | dump [FILE] |
              restore [--replace] FILE | destroy [--yes]

  init      make the cluster in DIR (default: $OPT_DB_DIR, $XDG_DATA_HOME/opt; /var/lib/opt as root)
  start     start it, after making it when needed, and wait until it accepts connections
  stop      stop it
  status    print one JSON object; exit 0 when it runs, 69 otherwise
  env       print shell commands that point libpq at it: eval "$(opt-db env)"
  dump      write the database to FILE, or to standard output
  restore   read it back; --replace replaces a database that has tables
  destroy   stop the cluster and remove DIR; asks for confirmation on a terminal, otherwise needs --yes

  -D DIR    folder of the cluster       -q, -v  fewer, more messages
  --fast    no fsync: for tests         -h, -V  this text, the version
USAGE
}

say() {
	[ "$verbose" -lt 2 ] || printf 'opt-db: %s\n' "$*" >&2
}

# Text from outside may have control sequences for the terminal, so these are replaced.
fail() {
	status=$1
	shift
	printf 'opt-db: %s' "$*" | LC_ALL=C tr -c '[:print:]' '?' >&2
	echo >&2
	exit "$status"
}

hint() {
	printf 'opt-db: hint: %s\n' "$*" >&2
}

# Quotes a word for the shell.
quote() {
	printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# Prints a JSON string. Paths with control characters were refused before.
json() {
	printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"
}

setting() {
	sed -n "s/^$1=//p" "$dir/cluster" 2>/dev/null
}

# --- locations ---

major_of() {
	"$1/postgres" -V 2>/dev/null | sed -n 's/^postgres (PostgreSQL) \([0-9]*\).*/\1/p'
}

# Sets bindir to the newest installed PostgreSQL, or to the one of major version $1.
find_postgres() {
	best=0
	bindir=
	for candidate in "${OPT_PG_BINDIR:-}" "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin \
		/usr/pgsql-*/bin /usr/local/pgsql/bin /usr/local/bin /usr/bin; do
		if [ ! -x "$candidate/postgres" ] || [ ! -x "$candidate/initdb" ]; then
			continue
		fi
		major=$(major_of "$candidate")
		[ -n "$major" ] || continue
		tried="$tried $major"
		if [ -n "${1:-}" ] && [ "$major" != "$1" ]; then
			continue
		fi
		if [ "$major" -ge "$least_major" ] && [ "$major" -gt "$best" ]; then
			best=$major
			bindir=$candidate
		fi
	done
	if [ -z "$bindir" ]; then
		printf 'opt-db: could not find PostgreSQL %s (seen:%s)\n' "${1:-$least_major or later}" "${tried:- none}" >&2
		hint 'on Debian: apt-get install postgresql'
		exit "$ex_unavailable"
	fi
}

# Sets dir to an absolute path. It need not exist.
find_dir() {
	if [ -z "$dir" ]; then
		if [ -n "${OPT_DB_DIR:-}" ]; then
			dir=$OPT_DB_DIR
		elif [ "$(id -u)" = 0 ]; then
			dir=/var/lib/opt # /root is closed to the server's user
		elif [ -n "${XDG_DATA_HOME:-}" ]; then
			dir=$XDG_DATA_HOME/opt
		elif [ -n "${HOME:-}" ]; then
			dir=$HOME/.local/share/opt
		else
			fail "$ex_usage" 'no folder: neither -D, OPT_DB_DIR, XDG_DATA_HOME nor HOME is set'
		fi
	fi
	case $dir in
	*[[:cntrl:]]*) fail "$ex_usage" 'the folder has a control character in its name' ;;
	/*) ;;
	*) dir=$(pwd -P)/$dir ;;
	esac
	while :; do
		case $dir in
		/) fail "$ex_usage" 'the folder cannot be /' ;;
		*/) dir=${dir%/} ;;
		*) break ;;
		esac
	done
}

# Sets server_user, the user that the server runs as. Never root, which PostgreSQL refuses.
find_server_user() {
	if [ "$(id -u)" != 0 ]; then
		server_user=$(id -un)
	elif [ -d "$dir/data" ]; then
		server_user=$(stat -c %U "$dir/data")
	elif id postgres >/dev/null 2>&1; then
		server_user=postgres
	else
		server_user=nobody
	fi
	[ "$server_user" != root ] || fail "$ex_permission" "\"$dir/data\" belongs to root, whom PostgreSQL refuses"
}

# Runs a command as the server's user, in DIR. pg_ctl passes its arguments through a shell without proper quotes,
# so callers give it relative paths only.
as_server() {
	if [ "$(id -u)" != 0 ]; then
		(cd "$dir" && exec "$@")
	elif command -v setpriv >/dev/null 2>&1; then
		(cd "$dir" && exec setpriv --reuid="$server_user" --regid="$(id -g "$server_user")" --init-groups -- "$@")
	else
		(cd "$dir" && exec runuser -u "$server_user" -- "$@")
	fi
}

require_cluster() {
	if [ ! -e "$dir/cluster" ] && ! ls "$dir" >/dev/null 2>&1 && [ -d "$dir" ]; then
		fail "$ex_permission" "could not read \"$dir\": permission denied"
	fi
	if [ ! -e "$dir/cluster" ] || [ ! -d "$dir/data" ]; then
		fail "$ex_unavailable" "no cluster in \"$dir\""
	fi
	[ -r "$dir/cluster" ] || fail "$ex_permission" "could not read \"$dir/cluster\": permission denied"
	find_server_user
	find_postgres "$(as_server cat "$dir/data/PG_VERSION")"
}

# One opt-db at a time changes a cluster. The server must not inherit descriptor 9.
lock() {
	command -v flock >/dev/null 2>&1 || return 0
	touch "$dir/opt-db.lock" 2>/dev/null || fail "$ex_permission" "could not write to \"$dir\": permission denied"
	exec 9>"$dir/opt-db.lock"
	flock -w "$wait_s" 9 || fail "$ex_again" "\"$dir\" is in use by another opt-db"
}

# Sets socket to DIR/run, or to a separate folder when the path of DIR/run does not suit a socket.
find_socket() {
	socket=$dir/run
	length=$(printf '%s' "$socket/.s.PGSQL.$port" | wc -c)
	case $socket in
	*[!A-Za-z0-9/._-]*) length=$((socket_path_max + 1)) ;;
	esac
	if [ "$length" -le "$socket_path_max" ]; then
		[ -d "$socket" ] || as_server mkdir -m 700 "$socket" ||
			fail "$ex_permission" "could not make \"$socket\""
		return
	fi
	# The last separate folder is kept only if it exists and still belongs to the server: /tmp is cleaned and shared.
	socket=$(setting socket)
	if [ -n "$socket" ] && [ "$socket" != "$dir/run" ] && [ -d "$socket" ] && [ ! -L "$socket" ] &&
		[ "$(stat -c '%U %a' "$socket")" = "$server_user 700" ]; then
		return
	fi
	above=/tmp
	if [ "$(id -u)" != 0 ] && [ -d "${XDG_RUNTIME_DIR:-}" ] && [ "${#XDG_RUNTIME_DIR}" -lt 60 ]; then
		above=$XDG_RUNTIME_DIR
	fi
	socket=$(as_server mktemp -d "$above/opt-db.XXXXXX") || fail "$ex_unavailable" "could not make a folder in $above"
}

write_cluster() {
	if ! printf 'owner=%s\nsocket=%s\nfast=%s\n' "$1" "$socket" "$2" >"$dir/cluster.new" ||
		! mv "$dir/cluster.new" "$dir/cluster"; then
		fail "$ex_output" "could not write \"$dir/cluster\""
	fi
}

is_running() {
	as_server "$bindir/pg_ctl" -D data status >/dev/null 2>&1
}

# Runs psql as the cluster's owner. -X: reads no .psqlrc.
query() {
	PGOPTIONS='-c client_min_messages=warning' "$bindir/psql" -XAtq -v ON_ERROR_STOP=1 -h "$(setting socket)" -p "$port" -U "$(setting owner)" "$@"
}

# --- commands ---

make_folder() {
	[ ! -L "$dir" ] || dir=$(readlink -f "$dir")
	if [ -d "$dir" ] && [ -n "$(ls -A "$dir" 2>/dev/null)" ] && [ ! -e "$dir/opt-db.lock" ]; then
		fail "$ex_usage" "\"$dir\" is neither empty nor a cluster of opt-db"
	fi
	made=
	[ -d "$dir" ] || made=1
	(umask 022 && mkdir -p "$dir") 2>/dev/null || fail "$ex_permission" "could not make \"$dir\""
	[ -w "$dir" ] || fail "$ex_permission" "could not write to \"$dir\": permission denied"
	find_server_user
	if [ "$(id -u)" = 0 ]; then
		chown "$server_user" "$dir" || fail "$ex_permission" "could not give \"$dir\" to $server_user"
	fi
	chmod 700 "$dir"
	if ! as_server test -w "$dir"; then
		printf 'opt-db: "%s" cannot be reached by %s, who runs the server\n' "$dir" "$server_user" >&2
		[ -z "$made" ] || rmdir "$dir"
		hint 'choose a folder outside of /root, or open the folders above it: chmod a+x'
		exit "$ex_permission"
	fi
}

settings() {
	cat <<'CONF'
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'ISO'
log_line_prefix = '%m [%p] %a '
log_min_duration_statement = '2s'
log_lock_waits = on
jit = off
client_connection_check_interval = '1s'
CONF
	[ -z "$fast" ] || cat <<'CONF'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
CONF
}

# Makes the cluster in data.new and then renames that: a killed init leaves no cluster.
init() {
	if [ -e "$dir/cluster" ]; then
		require_cluster
		say "there is a cluster in \"$dir\""
		return
	fi
	find_postgres
	make_folder
	lock
	if [ -e "$dir/cluster" ]; then
		return
	fi
	rm -rf "$dir/data" "$dir/data.new" || fail "$ex_permission" "could not clear \"$dir\""
	owner=$(id -un)
	set --
	[ -n "$fast" ] || set -- --data-checksums
	# --no-locale (C): the order of text is the same on every host and does not depend on the version of a library.
	as_server "$bindir/initdb" -D "$dir/data.new" -U "$owner" -E UTF8 --no-locale --auth=trust --no-sync "$@" \
		>"$dir/init.log" 2>&1 || {
		cat "$dir/init.log" >&2
		fail "$ex_unavailable" "could not make a cluster in \"$dir\""
	}
	if ! settings | as_server tee -a "$dir/data.new/postgresql.conf" >/dev/null ||
		! printf 'local all all trust\n' | as_server tee "$dir/data.new/pg_hba.conf" >/dev/null; then
		fail "$ex_output" "could not write the settings in \"$dir\""
	fi
	printf 'create database %s\n' "$database" |
		as_server "$bindir/postgres" --single -D "$dir/data.new" postgres >"$dir/init.log" 2>&1 || {
		cat "$dir/init.log" >&2
		fail "$ex_unavailable" "could not make the database \"$database\""
	}
	if [ -z "$fast" ] && ! as_server "$bindir/initdb" -D "$dir/data.new" --sync-only >/dev/null 2>&1; then
		fail "$ex_output" "could not sync \"$dir/data.new\""
	fi
	rm -f "$dir/init.log"
	if ! as_server mkdir -p "$dir/log" || ! mv "$dir/data.new" "$dir/data"; then
		fail "$ex_output" "could not move the cluster to \"$dir/data\""
	fi
	find_socket
	write_cluster "$owner" "$fast"
	say "made a cluster in \"$dir\"${fast:+, without fsync}"
}

start() {
	[ -e "$dir/cluster" ] || init
	require_cluster
	lock
	if is_running; then
		say 'it is running'
	else
		find_socket
		write_cluster "$(setting owner)" "$(setting fast)"
		if ! as_server "$bindir/pg_ctl" -D data -l log/server.log -w -t "$wait_s" -s \
			-o "-k $socket -p $port" start 9>&- >/dev/null 2>&1; then
			as_server tail -n 5 log/server.log >&2
			fail "$ex_unavailable" "could not start the server in \"$dir\""
		fi
		say 'started'
	fi
	query -d "$database" -c 'select' >/dev/null || fail "$ex_unavailable" "the server in \"$dir\" does not respond"
}

stop() {
	if is_running; then
		as_server "$bindir/pg_ctl" -D data -w -t "$wait_s" -s -m fast stop 9>&- ||
			fail "$ex_unavailable" "could not stop the server in \"$dir\""
		say 'stopped'
	else
		say 'it is not running'
	fi
}

status() {
	state=absent
	pid=null
	socket=
	major=null
	if [ -e "$dir/cluster" ]; then
		require_cluster
		major=$best
		socket=$(setting socket)
		state=stopped
		if is_running; then
			pid=$(as_server head -n 1 "$dir/data/postmaster.pid")
			state=starting
			if "$bindir/pg_isready" -q -h "$socket" -p "$port"; then
				state=running
			fi
		fi
	fi
	printf '{"dir":%s,"state":"%s","pid":%s,"socket":%s,"postgresql":%s}\n' "$(json "$dir")" "$state" "$pid" \
		"$(if [ -n "$socket" ]; then json "$socket"; else printf null; fi)" "$major" || exit "$ex_output"
	[ "$state" = running ] || exit "$ex_unavailable"
}

env_() {
	printf 'export PGHOST=%s PGPORT=%s PGDATABASE=%s PGUSER=%s\nunset PGHOSTADDR PGSERVICE\n' \
		"$(quote "$(setting socket)")" "$port" "$database" "$(quote "$(setting owner)")" || exit "$ex_output"
}

require_running() {
	is_running || fail "$ex_unavailable" "the server in \"$dir\" is not running"
}

dump() {
	require_running
	set -- -h "$(setting socket)" -p "$port" -U "$(setting owner)" -Fc "$@" "$database"
	if [ -z "$file" ] || [ "$file" = - ]; then
		[ ! -t 1 ] || fail "$ex_usage" 'refused to write a dump to a terminal: name a file'
		"$bindir/pg_dump" "$@" || fail "$ex_output" 'could not write the dump'
		return
	fi
	if (umask 077 && "$bindir/pg_dump" -f "$file.part" "$@") && sync "$file.part" && mv "$file.part" "$file"; then
		say "wrote \"$file\""
	else
		rm -f "$file.part"
		fail "$ex_output" "could not write \"$file\""
	fi
}

# Reads the dump into a second database, which replaces the old one only when it is complete.
restore() {
	require_running
	[ -r "$file" ] || fail "$ex_data" "could not read \"$file\""
	tables=$(query -d "$database" -c "select count(*) from pg_class where relnamespace = 'public'::regnamespace") ||
		exit "$ex_unavailable"
	if [ "$tables" != 0 ] && [ -z "$force" ]; then
		printf 'opt-db: the database "%s" already has tables\n' "$database" >&2
		hint 'restore --replace replaces it'
		exit "$ex_usage"
	fi
	query -d postgres -c "drop database if exists ${database}_new" -c "create database ${database}_new" ||
		fail "$ex_unavailable" 'could not make a database to restore into'
	# The grants in the dump name these roles, but a dump of one database does not contain roles.
	for role in opt_owner opt_ingest opt_decide opt_trade opt_read; do
		query -d postgres -c "do \$\$ begin create role $role nologin; exception when duplicate_object then end \$\$" ||
			fail "$ex_unavailable" "could not make the role $role"
	done
	if ! "$bindir/pg_restore" -h "$(setting socket)" -p "$port" -U "$(setting owner)" --single-transaction \
		--exit-on-error -d "${database}_new" "$file"; then
		query -d postgres -c "drop database ${database}_new"
		fail "$ex_data" "could not restore \"$file\": the database was not changed"
	fi
	query -d postgres >/dev/null <<SQL || fail "$ex_again" 'the database is in use: it was not changed'
select pg_terminate_backend(pid) from pg_stat_activity where datname in ('$database', '${database}_new');
begin;
alter database $database rename to ${database}_old;
alter database ${database}_new rename to $database;
commit;
drop database ${database}_old with (force);
SQL
	say "restored \"$file\""
}

destroy() {
	if [ ! -e "$dir/cluster" ]; then
		say "no cluster in \"$dir\""
		return
	fi
	if [ -z "$force" ]; then
		[ -t 0 ] || fail "$ex_usage" 'destroy needs --yes when standard input is not a terminal'
		printf 'Remove "%s" and everything in it? [y/N] ' "$dir" >&2
		read -r answer
		case $answer in
		y | Y | yes) ;;
		*) fail 1 'nothing was removed' ;;
		esac
	fi
	require_cluster
	lock
	stop
	socket=$(setting socket)
	case $socket in
	*/opt-db.??????) as_server rm -rf "$socket" ;;
	esac
	# The folder may be a mount point or contain files of others, so only our files are removed.
	rm -rf "$dir/data" "$dir/data.new" "$dir/run" "$dir/log" "$dir/cluster" "$dir/cluster.new" "$dir/init.log" \
		"$dir/opt-db.lock" || fail "$ex_output" "could not remove all of \"$dir\""
	rmdir "$dir" 2>/dev/null
	say "removed \"$dir\""
}

# --- main ---

command=
file=
while [ $# -gt 0 ]; do
	case $1 in
	-D | --dir)
		[ -n "${2:-}" ] || fail "$ex_usage" "option $1 needs a folder"
		dir=$2
		shift
		;;
	-D?*) dir=${1#-D} ;;
	--dir=?*) dir=${1#--dir=} ;;
	--fast) fast=1 ;;
	--yes | --replace) force=$1 ;;
	-q) verbose=0 ;;
	-v) verbose=2 ;;
	-h | --help)
		usage
		exit 0
		;;
	-V | --version)
		printf 'opt-db %s\n' "$version"
		exit 0
		;;
	-?*)
		fail "$ex_usage" "unknown option \"$1\"; try opt-db --help"
		;;
	*)
		if [ -z "$command" ]; then
			command=$1
		elif [ -z "$file" ]; then
			file=$1
		else
			fail "$ex_usage" "unexpected argument \"$1\""
		fi
		;;
	esac
	shift
done

case $command in
dump) ;;
restore) [ -n "$file" ] || fail "$ex_usage" 'restore needs a file' ;;
init | start | stop | status | env | destroy) [ -z "$file" ] || fail "$ex_usage" "unexpected argument \"$file\"" ;;
'')
	usage >&2
	exit "$ex_usage"
	;;
*) fail "$ex_usage" "unknown command \"$command\"" ;;
esac
case $command:$fast in
init: | init:1 | start: | start:1 | *:) ;;
*) fail "$ex_usage" '--fast needs init or start' ;;
esac
case $command:$force in
*: | destroy:--yes | restore:--replace) ;;
*) fail "$ex_usage" "$command does not take $force" ;;
esac

find_dir
case $command in
init) init ;;
start) start ;;
stop)
	require_cluster
	lock
	stop
	;;
status) status ;;
env)
	require_cluster
	env_
	;;
dump)
	require_cluster
	dump
	;;
restore)
	require_cluster
	lock
	restore
	;;
destroy) destroy ;;
*) exit "$ex_internal" ;;
esac
