#!/bin/sh
# opt-db: a private PostgreSQL cluster in a folder. No TCP, no root, no system service. See opt-db(1).
#
# DIR/data    the cluster
# DIR/run     its socket, unless the path is too long for one
# DIR/log     the log of the server
# DIR/cluster name=value lines: the owner, the socket, fast or not; only a DIR with this file may be destroyed
#
# DIR belongs to the caller. When that is root, only data, run and log belong to the user of the server: root opens no file
# in these three, and as_server does what must be done there.
set -u

# Everything below runs with these variables only: the server and its clients inherit neither a key nor a setting of libpq.
if [ "${OPT_DB_CLEAN:-}" != yes ]; then
	exec env -i OPT_DB_CLEAN=yes LC_ALL=C PATH="${PATH:-/usr/bin:/bin}" ${HOME+"HOME=$HOME"} \
		${OPT_DB_DIR+"OPT_DB_DIR=$OPT_DB_DIR"} ${OPT_PG_BINDIR+"OPT_PG_BINDIR=$OPT_PG_BINDIR"} \
		${XDG_DATA_HOME+"XDG_DATA_HOME=$XDG_DATA_HOME"} ${XDG_RUNTIME_DIR+"XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR"} \
		${LD_LIBRARY_PATH+"LD_LIBRARY_PATH=$LD_LIBRARY_PATH"} sh "$0" "$@"
fi
unset OPT_DB_CLEAN
umask 022

version='@VERSION@'
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

me=$(id -u)
dir=
fast=
form=
force=
verbose=1
tried=

usage() {
	cat <<'USAGE'
usage: opt-db [-D DIR] [-qv] init [--fast] | start | stop | status |
              env [--cron | --conf] | dump [FILE] |
              restore [--replace] FILE | destroy [--yes]

  init       make the cluster in DIR (default: $OPT_DB_DIR, $XDG_DATA_HOME/opt;
             /var/lib/opt-db as root)
  start      start it, after making it when needed, and wait until it accepts
             connections
  stop       stop it
  status     print one JSON object; exit 0 when it runs, 69 otherwise
  env        print shell commands that point libpq at it: eval "$(opt-db env)"
  dump       write the database to FILE, or to standard output
  restore    read it back
  destroy    stop the cluster and remove DIR

  -D DIR     folder of the cluster
  --fast     init: no fsync, for tests
  --cron     env: lines for a crontab
  --conf     env: the line for opt.conf
  --replace  restore: replace a database that has tables
  --yes      destroy: do not ask; needed without a terminal
  -q         fewer messages
  -v         more messages
  -h         print this text
  -V         print the version
USAGE
}

say() {
	[ "$verbose" -lt 2 ] || printf 'opt-db: %s\n' "$*" >&2
}

# Text from outside may have control sequences for the terminal, so these are replaced.
fail() {
	status=$1
	shift
	printf 'opt-db: %s' "$*" | tr -c '[:print:]' '?' >&2
	echo >&2
	exit "$status"
}

hint() {
	printf 'opt-db: hint: %s\n' "$*" >&2
}

# Passes lines of others on, without what controls a terminal.
printable() {
	tr -c '[:print:]\n' '?'
}

# Quotes a word for the shell.
quote() {
	printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# Quotes a value for a crontab, which knows no escapes.
quote_cron() {
	case $1 in
	*\"*\'* | *\'*\"*) fail "$ex_data" "a crontab cannot hold $1" ;;
	*\"*) printf "'%s'" "$1" ;;
	*) printf '"%s"' "$1" ;;
	esac
}

# Quotes a value for a connection string.
quote_conninfo() {
	printf "'%s'" "$(printf '%s' "$1" | sed "s/[\\\\']/\\\\&/g")"
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
	case ${1:-} in
	*[!0-9]*) fail "$ex_unavailable" "\"$dir/data/PG_VERSION\" holds no version" ;;
	esac
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
		[ "$best" != "${1:-}" ] || break
	done
	if [ -z "$bindir" ]; then
		printf 'opt-db: could not find PostgreSQL %s (seen:%s)\n' "${1:-$least_major or later}" "${tried:- none}" >&2
		hint 'on Debian: apt-get install postgresql'
		exit "$ex_unavailable"
	fi
}

# Sets dir to an absolute path without links. It need not exist.
find_dir() {
	if [ -z "$dir" ]; then
		if [ -n "${OPT_DB_DIR:-}" ]; then
			dir=$OPT_DB_DIR
		elif [ "$me" = 0 ]; then
			dir=/var/lib/opt-db # /root is closed to the server's user; the halt file is in /var/lib/opt
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
	esac
	dir=$(realpath -m -- "$dir") || exit "$ex_usage"
	[ "$dir" != / ] || fail "$ex_usage" 'the folder cannot be /'
}

# require_own_one PATH USER...: fails unless PATH belongs to one of the users and nobody else can write it.
require_own_one() {
	path=$1
	shift
	about=$(stat -c '%u %U %G %a' -- "$path") || exit "$ex_permission"
	id=${about%% *}
	about=${about#* }
	owner=${about%% *}
	about=${about#* }
	group=${about% *}
	mode=${about##* }
	case " $* " in
	*" $id "*) ;;
	*) distrust "it belongs to $owner" "as $owner" ;;
	esac
	case $path:$mode in
	"$dir":[1357]???) distrust "others can write it (mode $mode)" ;;
	*:[1357]???) ;; # sticky, as /tmp: others cannot replace a name that is not theirs
	*[2367]) distrust "everybody can write it (mode $mode)" ;;
	*[2367]?) # the group with the user's own name: adduser makes it for that user alone
		if [ "$me" = 0 ] || [ "$group" != "$(id -un)" ]; then
			distrust "the group $group can write it (mode $mode)"
		fi
		;;
	esac
}

# Fails unless nobody but root and the caller can change DIR or put another folder in its place. Names that do not exist yet
# pass.
require_own() {
	[ ! -e "$dir" ] || require_own_one "$dir" "$me"
	above=${dir%/*}
	while [ -n "$above" ]; do
		[ ! -e "$above" ] || require_own_one "$above" "$me" 0
		above=${above%/*}
	done
}

# distrust REASON [USER]: the failure of require_own_one
distrust() {
	printf 'opt-db: refused "%s": "%s" is not yours alone: %s\n' "$dir" "$path" "$1" | printable >&2
	hint "run opt-db ${2:-after a change of the mode (chmod go-w)}, or choose another folder with -D"
	exit "$ex_permission"
}

# Sets server_user, the user that the server runs as. Never root, which PostgreSQL refuses.
find_server_user() {
	if [ "$me" != 0 ]; then
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
# so callers give it relative paths only. A session of its own keeps the server's user from root's terminal.
as_server() (
	cd "$dir" || exit "$ex_permission"
	[ ! -t 0 ] || exec </dev/null
	[ "$me" = 0 ] || exec "$@"
	exec setsid -w setpriv --reuid="$server_user" --regid="$(id -g "$server_user")" --init-groups -- "$@"
)

# Makes a folder of the server in DIR, unless there is one.
server_folder() {
	[ ! -L "$dir/$1" ] || fail "$ex_permission" "\"$dir/$1\" is a link"
	[ -d "$dir/$1" ] || mkdir -m 700 "$dir/$1" || fail "$ex_permission" "could not make \"$dir/$1\""
	[ "$me" != 0 ] || chown -h "$server_user:" "$dir/$1" || fail "$ex_permission" "could not give \"$dir/$1\" to $server_user"
}

require_cluster() {
	if [ ! -e "$dir/cluster" ] && ! ls "$dir" >/dev/null 2>&1 && [ -d "$dir" ]; then
		fail "$ex_permission" "could not read \"$dir\": permission denied"
	fi
	if [ ! -e "$dir/cluster" ] || [ ! -d "$dir/data" ]; then
		fail "$ex_unavailable" "no cluster in \"$dir\""
	fi
	require_own
	if [ -L "$dir/cluster" ] || [ ! -f "$dir/cluster" ]; then
		fail "$ex_permission" "\"$dir/cluster\" is not a regular file"
	fi
	require_own_one "$dir/cluster" "$me"
	find_server_user
	find_postgres "$(as_server cat data/PG_VERSION)"
}

# One opt-db at a time changes a cluster: it locks the folder itself. The server must not inherit descriptor 9.
lock() {
	command -v flock >/dev/null 2>&1 || return 0
	exec 9<"$dir"
	flock -w "$wait_s" 9 || fail "$ex_again" "\"$dir\" is in use by another opt-db"
	[ "$(stat -c %d:%i -- "$dir")" = "$(stat -L -c %d:%i /proc/self/fd/9)" ] ||
		fail "$ex_again" "another opt-db removed \"$dir\""
}

# Sets socket to DIR/run, or to a separate folder when the path of DIR/run does not suit a socket.
find_socket() {
	socket=$dir/run
	length=$(printf '%s' "$socket/.s.PGSQL.$port" | wc -c)
	case $socket in
	*[!A-Za-z0-9/._-]*) length=$((socket_path_max + 1)) ;;
	esac
	if [ "$length" -le "$socket_path_max" ]; then
		server_folder run
		return
	fi
	# The last separate folder is kept only if it exists and still belongs to the server: /tmp is cleaned and shared.
	socket=$(setting socket)
	if [ -n "$socket" ] && [ "$socket" != "$dir/run" ] && [ -d "$socket" ] && [ ! -L "$socket" ] &&
		[ "$(stat -c '%U %a' "$socket")" = "$server_user 700" ]; then
		return
	fi
	above=/tmp
	if [ "$me" != 0 ] && [ -O "${XDG_RUNTIME_DIR:-}" ] && [ "${#XDG_RUNTIME_DIR}" -lt 60 ]; then
		above=$XDG_RUNTIME_DIR
	fi
	socket=$(as_server mktemp -d "$above/opt-db.XXXXXX") || fail "$ex_unavailable" "could not make a folder in $above"
}

write_cluster() {
	if ! rm -f "$dir/cluster.new" || ! printf 'owner=%s\nsocket=%s\nfast=%s\n' "$1" "$socket" "$2" >"$dir/cluster.new" ||
		! mv "$dir/cluster.new" "$dir/cluster"; then
		fail "$ex_output" "could not write \"$dir/cluster\""
	fi
}

# pg_ctl status takes any process with the number in postmaster.pid for the server; after a restart of the machine that may
# be another one.
is_running() {
	# shellcheck disable=SC2016 # the inner shell expands it
	as_server sh -c 'read -r pid <data/postmaster.pid && [ data -ef "/proc/$pid/cwd" ]' 2>/dev/null
}

# Runs a client of PostgreSQL, or one of ours, as the cluster's owner. The server must run as server_user.
client() {
	env PGHOST="$(setting socket)" PGPORT=$port PGDATABASE=$database PGUSER="$(setting owner)" PGREQUIREPEER="$server_user" \
		PGOPTIONS='-c client_min_messages=warning' "$@"
}

# with_progress TOTAL THINGS COMMAND...: runs COMMAND with --verbose and shows on a terminal how far it is, as the programs in C
# do (lib/base/progress_line.h): each line about one of the THINGS is a step. The status is that of COMMAND.
with_progress() {
	total=$1
	things=$2
	shift 2
	if [ ! -t 2 ] || [ "$verbose" = 0 ] || [ "$total" = 0 ]; then
		"$@"
		return
	fi
	# The status comes through the pipe, because sh knows only that of the last command in it. 3 is standard output of COMMAND.
	{
		{
			"$@" --verbose 2>&1 >&3 3>&-
			echo "status $?"
		} | awk -v total="$total" -v things="$things" '
			function draw(    left) {
				if (done > 0 && systime() > began)
					left = int((systime() - began) * (total - done) / done + .999)
				printf "\r\033[K%d of %d %s, %d %%", done, total, things, int(100 * done / total)
				if (left != "")
					printf ", %d:%02d left", int(left / 60), left % 60
				fflush()
				drawn = systime()
			}
			function clear() {
				printf "\r\033[K"
			}
			BEGIN { began = systime() }
			/^status [0-9]+$/ { status = $2; next }
			/^pg_[a-z]+: (creating|processing data|executing|dumping contents)/ {
				if (done < total)
					done++
				if (systime() > drawn || done == total)
					draw()
				next
			}
			/(error|warning|fatal|detail|hint):|TOC|ERROR|Command was/ { clear(); print }
			END { clear(); exit status }' >&2
	} 3>&1
}

# -X: reads no .psqlrc.
query() {
	client "$bindir/psql" -XAtq -v ON_ERROR_STOP=1 "$@"
}

# --- commands ---

# Makes DIR. A folder with cluster.new is one that an init did not finish.
make_folder() {
	if [ -d "$dir" ] && [ -n "$(ls -A "$dir" 2>/dev/null)" ] && [ ! -e "$dir/cluster.new" ]; then
		fail "$ex_usage" "\"$dir\" is neither empty nor a cluster of opt-db"
	fi
	require_own
	made=
	[ -d "$dir" ] || made=1
	mkdir -p -- "$dir" 2>/dev/null || fail "$ex_permission" "could not make \"$dir\""
	require_own
	find_server_user
	if [ "$me" = 0 ]; then
		chmod 711 "$dir"
	else
		chmod 700 "$dir"
	fi
	if ! as_server test -x "$dir"; then
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
# a file per day of the month, which replaces that of the month before
logging_collector = on
log_directory = '../log'
log_filename = 'server-%d.log'
log_rotation_age = '1d'
log_rotation_size = 0
log_truncate_on_rotation = on
CONF
	[ -z "$fast" ] || cat <<'CONF'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
CONF
}

# Runs a step of init as the server. Its output matters only when it fails.
step() {
	what=$1
	shift
	output=$(as_server "$@" 2>&1) || {
		printf '%s\n' "$output" | printable >&2
		fail "$ex_unavailable" "could not make $what in \"$dir\""
	}
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
	# what an earlier owner of the folder may have left is not followed
	rm -rf "$dir/cluster.new" "$dir/log" "$dir/run"
	: >"$dir/cluster.new" || fail "$ex_permission" "could not write to \"$dir\""
	rm -rf "$dir/data" "$dir/data.new" || fail "$ex_permission" "could not clear \"$dir\""
	server_folder data.new
	server_folder log
	owner=$(id -un)
	set --
	[ -n "$fast" ] || set -- --data-checksums
	# --no-locale (C): the order of text is the same on every host and does not depend on the version of a library.
	step 'a cluster' "$bindir/initdb" -D data.new -U "$owner" -E UTF8 --no-locale --auth=trust --no-sync "$@"
	if ! settings | as_server tee -a data.new/postgresql.conf >/dev/null ||
		! printf 'local all all trust\n' | as_server tee data.new/pg_hba.conf >/dev/null; then
		fail "$ex_output" "could not write the settings in \"$dir\""
	fi
	printf 'create database %s\n' "$database" |
		step "the database \"$database\"" "$bindir/postgres" --single -D data.new -c logging_collector=off postgres || exit
	if [ -z "$fast" ] && ! as_server "$bindir/initdb" -D data.new --sync-only >/dev/null 2>&1; then
		fail "$ex_output" "could not sync \"$dir/data.new\""
	fi
	mv "$dir/data.new" "$dir/data" || fail "$ex_output" "could not move the cluster to \"$dir/data\""
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
		# the rest of an earlier month, where the server did not run on that day of this month
		as_server find log -name 'server-*.log' -mtime +27 -delete
		as_server rm -f log/start.log
		if ! as_server "$bindir/pg_ctl" -D data -l log/start.log -w -t "$wait_s" -s \
			-o "-k $socket -p $port" start 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- >/dev/null 2>&1; then
			# shellcheck disable=SC2016 # the inner shell expands it
			as_server sh -c 'tail -q -n 5 log/start.log "$(ls -t log/server-*.log | head -n 1)"' 2>/dev/null | printable >&2
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
			pid=$(as_server head -n 1 data/postmaster.pid | tr -cd 0-9)
			state=starting
			if client "$bindir/pg_isready" -q; then
				state=running
			fi
		fi
	fi
	printf '{"dir":%s,"state":"%s","pid":%s,"socket":%s,"postgresql":%s}\n' "$(json "$dir")" "$state" "$pid" \
		"$(if [ -n "$socket" ]; then json "$socket"; else printf null; fi)" "$major" || exit "$ex_output"
	[ "$state" = running ] || exit "$ex_unavailable"
}

env_() {
	socket=$(setting socket)
	owner=$(setting owner)
	case $form in
	--cron)
		printf 'PGHOST=%s\nPGPORT=%s\nPGDATABASE=%s\nPGUSER=%s\nPGREQUIREPEER=%s\n' "$(quote_cron "$socket")" "$port" \
			"$database" "$(quote_cron "$owner")" "$(quote_cron "$server_user")"
		;;
	--conf)
		printf 'dbname = host=%s port=%s dbname=%s user=%s requirepeer=%s\n' "$(quote_conninfo "$socket")" "$port" \
			"$database" "$(quote_conninfo "$owner")" "$(quote_conninfo "$server_user")"
		;;
	*)
		printf 'export PGHOST=%s PGPORT=%s PGDATABASE=%s PGUSER=%s PGREQUIREPEER=%s\nunset PGHOSTADDR PGSERVICE OPT_DBNAME\n' \
			"$(quote "$socket")" "$port" "$database" "$(quote "$owner")" "$(quote "$server_user")"
		;;
	esac || exit "$ex_output"
}

require_running() {
	is_running || fail "$ex_unavailable" "the server in \"$dir\" is not running"
}

# Other users may be able to write in the folder of the dump. So opt-db writes a new file, which must not exist before (set -C),
# and renames it when it is complete.
dump() {
	require_running
	if [ -z "$file" ] || [ "$file" = - ]; then
		[ ! -t 1 ] || fail "$ex_usage" 'refused to write a dump to a terminal: name a file'
		client "$bindir/pg_dump" -Fc "$database" || fail "$ex_output" 'could not write the dump'
		return
	fi
	part=$file.part.$$
	rm -f "$part"
	tables=$(query -d "$database" -c "select count(*) from pg_class where relkind = 'r'
		and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)") || exit "$ex_unavailable"
	if (umask 077 && set -C && with_progress "$tables" tables client "$bindir/pg_dump" -Fc "$database" >"$part") && sync "$part" &&
		mv -T "$part" "$file"; then
		say "wrote \"$file\""
	else
		rm -f "$part"
		fail "$ex_output" "could not write \"$file\""
	fi
}

# Gives the stages their rights on the database $1, which a dump does not hold. False when a step is left to the operator.
grant() {
	opened=$(query -d "$1" -c "select to_regclass('public.schema_migrations') is not null")
	[ "$opened" = t ] || return 0
	client env PGDATABASE="$1" OPT_CONFIG= "$(dirname "$0")/opt-migrate" -q --roles 2>/dev/null
}

# Reads the dump into a second database, which replaces the old one only when it is complete.
restore() {
	require_running
	if [ ! -f "$file" ] || [ ! -r "$file" ]; then
		fail "$ex_data" "could not read \"$file\""
	fi
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
	for role in opt_owner opt_ingest opt_decide opt_trade opt_alert opt_prune opt_report opt_read; do
		query -d postgres -c "do \$\$ begin create role $role nologin; exception when duplicate_object then end \$\$" ||
			fail "$ex_unavailable" "could not make the role $role"
	done
	objects=$("$bindir/pg_restore" -l "$file" 2>/dev/null | grep -c '^[0-9]' || :)
	if ! with_progress "$objects" objects client "$bindir/pg_restore" --single-transaction --exit-on-error -d "${database}_new" "$file"; then
		query -d postgres -c "drop database ${database}_new"
		fail "$ex_data" "could not restore \"$file\": the database was not changed"
	fi
	granted=1
	grant "${database}_new" || granted=
	query -d postgres >/dev/null <<SQL || fail "$ex_again" 'the database is in use: it was not changed'
select pg_terminate_backend(pid) from pg_stat_activity where datname in ('$database', '${database}_new');
begin;
alter database $database rename to ${database}_old;
alter database ${database}_new rename to $database;
commit;
drop database ${database}_old with (force);
SQL
	say "restored \"$file\""
	if [ -z "$granted" ]; then
		printf 'opt-db: restored, but the stages have no rights yet: the dump is of another release\n' >&2
		hint 'opt-migrate && opt-migrate --roles'
		exit 1
	fi
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
	[ "$socket" = "$dir/run" ] || as_server rm -rf -- "$socket"
	# The folder may be a mount point or contain files of others, so only our files are removed.
	rm -rf "$dir/data" "$dir/data.new" "$dir/run" "$dir/log" "$dir/cluster" "$dir/cluster.new" || fail "$ex_output" "could not remove all of \"$dir\""
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
	--cron | --conf) form=$1 ;;
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
case $command:$form in
*: | env:*) ;;
*) fail "$ex_usage" "$form needs env" ;;
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
