#!/bin/sh
# opt-db as an attacker meets it: planted links and folders, a server whose user was taken over, keys in the environment. As
# root the server's user is the attacker; without root only what concerns every user is tried.
# shellcheck disable=SC2016,SC2046 # the inner shells expand; words
. test/tap.sh
chmod 711 "$work"
secret=$work/secret
echo MARKER-FILE >"$secret"
chmod 600 "$secret"
dir=$work/db

# unharmed NAME: the file of the caller has not changed, and nothing of it was printed
unharmed() {
	is "$(cat "$secret")" MARKER-FILE "$1: the file of the caller is as it was"
	is "$(printf '%s' "$out$err" | grep -c MARKER)" 0 "$1: and nothing of it is printed"
}

# --- what the server inherits ---
exits 0 'start with keys in the environment and an open file' env APCA_API_SECRET_KEY=MARKER ALPACA_API_KEY=MARKER \
	AWS_SECRET_ACCESS_KEY=MARKER HF_TOKEN=MARKER PGPASSWORD=MARKER PGHOST=/MARKER PGHOSTADDR=127.0.0.9 PGSERVICE=MARKER \
	OPT_DBNAME=MARKER FOO=MARKER OPT_PG_BINDIR="${OPT_PG_BINDIR:-}" sh -c "exec 7<'$secret'; opt-db -D '$dir' start --fast"
server=$(opt-db -D "$dir" status | jq .pid)
for pid in $server $(cat "/proc/$server/task/$server/children"); do
	tr '\0' '\n' <"/proc/$pid/environ"
done >"$work/environment"
is "$(grep -c MARKER "$work/environment")" 0 'P31 no key is in the environment of a process of the server'
is "$(sed 's/=.*//' "$work/environment" | grep -Evx \
	'|HOME|LC_ALL|PATH|PWD|OLDPWD|SHLVL|_|OPT_PG_BINDIR|LD_LIBRARY_PATH|PGDATA|PG_GRANDPARENT_PID|PGLOCALEDIR|PGSYSCONFDIR')" '' \
	'and nothing else that is not needed'
is "$(find "/proc/$server/fd" -lname '*secret' | wc -l)" 0 'nor the open file'
exits 0 'a command while PG* leads elsewhere' env PGHOSTADDR=127.0.0.9 PGSERVICE=none OPT_DB_DIR="$dir" opt-db dump "$work/dump"
[ -s "$work/dump" ]
ok $? 'uses the cluster of the folder'

# --- the log ---
eval "$(opt-db -D "$dir" env)"
is "$(psql -XAtc "select string_agg(setting, ' ' order by name) from pg_settings where name in ('logging_collector', 'log_filename',
	'log_rotation_age', 'log_truncate_on_rotation')")" 'server-%d.log 1440 on on' 'the log of the server has a file per day of the month'

# --- env ---
opt-db -D "$dir" env --cron >"$work/cron"
is "$(sed 's/=.*//' "$work/cron" | tr '\n' ' ')" 'PGHOST PGPORT PGDATABASE PGUSER PGREQUIREPEER ' 'env --cron prints settings'
is "$(env $(sed 's/"//g' "$work/cron") psql -XAtc 'select current_database()')" opt 'that lead to the cluster'
opt-db -D "$dir" env --conf >"$work/opt.conf"
exits 70 'env --conf prints a line for opt.conf' env -u PGHOST -u PGDATABASE opt-params -c "$work/opt.conf" list
like "$err" 'run opt-migrate' 'that leads to the cluster'
exits 64 '--cron without env' opt-db -D "$dir" status --cron
exits 69 'a server of another user in its place is refused' env $(sed 's/"//g' "$work/cron") PGREQUIREPEER=daemon opt-params list

# --- a program without any database configured ---
# shellcheck disable=SC2317 # exits calls it
plain() {
	env -u PGHOST -u PGDATABASE OPT_DB_DIR="$dir" HOME="$work/nowhere" "$@"
}
exits 70 'a program without any database configured' plain opt-params list
like "$err" 'run opt-migrate' 'uses the private cluster'
exits 69 'PGHOST takes precedence' plain env PGHOST=/nowhere opt-params list
printf 'dbname = host=/nowhere\n' >"$work/other.conf"
exits 69 'so does opt.conf' plain opt-params -c "$work/other.conf" list
exits 70 'and PGHOST over the dbname of opt.conf' plain env PGHOST="$(sed -n 's/^PGHOST="\(.*\)"/\1/p' "$work/cron")" PGDATABASE=opt \
	opt-params -c "$work/other.conf" list
exits 69 'a folder without a cluster' plain env OPT_DB_DIR="$work/none" opt-params list
like "$err" 'no database is configured: opt-db start' 'the command that starts one is named'
mkdir "$work/evil" && cp "$dir/cluster" "$work/evil" && mkdir "$work/evil/data"
chmod 666 "$work/evil/cluster"
exits 77 'a cluster file that others can write' plain env OPT_DB_DIR="$work/evil" opt-params list
rm "$work/evil/cluster" && ln -s "$dir/cluster" "$work/evil/cluster"
exits 77 'a link in its place' plain env OPT_DB_DIR="$work/evil" opt-params list
rm "$work/evil/cluster" && mkfifo "$work/evil/cluster"
exits 77 'a FIFO in its place' timeout 10 env -u PGHOST -u PGDATABASE OPT_DB_DIR="$work/evil" opt-params list

# --- dumps ---
ln -s "$secret" "$work/planted"
ln -s "$secret" "$work/planted.part"
exits 0 'a dump over a link' opt-db -D "$dir" dump "$work/planted"
unharmed 'a dump over a link'
[ ! -L "$work/planted" ] && [ -s "$work/planted" ]
ok $? 'the dump replaces the link'
mkfifo "$work/fifo"
exits 65 'restore of a FIFO' timeout 10 opt-db -D "$dir" restore --replace "$work/fifo"

# --- rights come back with a dump ---
opt-migrate -q && opt-migrate -q --roles
rights="select (select datacl::text from pg_database where datname = 'opt'), (select string_agg(relname || relacl::text, ' ' order by relname)
	from pg_class where relnamespace = 'public'::regnamespace), (select string_agg(roleid::regrole || '>' || member::regrole, ' ' order by 1)
	from pg_auth_members)"
before=$(psql -XAtc "$rights")
exits 0 'a dump of a whole database' opt-db -D "$dir" dump "$work/dump"
exits 0 'destroy' opt-db -D "$dir" destroy --yes
exits 0 'a new cluster' opt-db -D "$dir" start --fast
exits 0 'restore into it' opt-db -D "$dir" restore "$work/dump"
is "$(psql -XAtc "$rights" | md5sum)" "$(printf '%s\n' "$before" | md5sum)" 'restores the rights of the roles'
exits 0 'and a stage works at once' opt-params get gate_confidence_min

# --- folders of others ---
exits 0 'stop' opt-db -D "$dir" stop
exits 69 'a program while the private cluster is stopped' plain opt-params list
like "$err" 'this is the private database: opt-db start' 'the command that starts it is named'
reboot=$(sed -n 's/^@reboot //p' crontab.example)
exits 1 'the line @reboot of crontab.example without a cluster' plain env OPT_DB_DIR="$work/none" sh -c "$reboot"
[ ! -e "$work/none" ]
ok $? 'makes none'
exits 0 'the same with a stopped cluster' plain sh -c "$reboot"
exits 0 'starts it' opt-db -D "$dir" status
exits 0 'stop' opt-db -D "$dir" stop
mkdir -m 777 "$work/open" && mkdir "$work/open/db"
exits 77 'a folder in one that everybody can write' opt-db -D "$work/open/db" start
like "$err" 'everybody can write it' 'the reason is told'
chmod 777 "$dir"
exits 77 'a cluster that everybody can write' opt-db -D "$dir" start
chmod 711 "$dir"
if [ "$(id -u)" != 0 ]; then
	skip 'the rest needs root'
	opt-db -D "$dir" destroy --yes
	finish
fi

as_attacker() {
	setpriv --reuid="$(stat -c %u "$dir/data")" --clear-groups "$@"
}
is "$(stat -c '%U' "$dir" "$dir/cluster" "$dir/data" "$dir/run" "$dir/log" | tr '\n' ' ')" \
	"root root $(stat -c %U "$dir/data" | sed 's/.*/& & &/') " "the folder is root's, three in it are the server's"
for name in cluster cluster.new opt-db.lock init.log data.new; do
	as_attacker ln -sfT "$secret" "$dir/$name" 2>/dev/null
	[ ! -L "$dir/$name" ]
	ok $? "the server's user plants no $name"
done
mkdir "$work/early" && ln -s "$secret" "$work/early/opt-db.lock" && ln -s "$secret" "$work/early/cluster.new" &&
	ln -s "$secret" "$work/early/init.log" && chown -h nobody "$work/early" "$work/early"/*
exits 77 'a folder that another user made first' opt-db -D "$work/early" start
unharmed 'a folder that another user made first'
chown root "$work/early"
exits 0 'the same after chown' opt-db -D "$work/early" init --fast
unharmed 'the same after chown'
opt-db -D "$work/early" destroy --yes
mkdir -p "$work/early"
rm -f "$work/early"/* && printf 'owner=root\nsocket=/tmp/evil\nfast=\n' >"$work/early/cluster" && mkdir "$work/early/data" &&
	chown -R nobody "$work/early"
exits 77 'a cluster that another user made' opt-db -D "$work/early" env
is "$out" '' 'its socket is not printed'

# the server's user has its three folders, and nothing that root does follows what is in them
as_attacker ln -sf "$secret" "$dir/data/PG_VERSION.link"
as_attacker mv "$dir/data/PG_VERSION" "$dir/data/PG_VERSION.old"
as_attacker mv "$dir/data/PG_VERSION.link" "$dir/data/PG_VERSION"
run opt-db -D "$dir" status
unharmed 'a link in place of PG_VERSION'
as_attacker sh -c 'rm "$1/PG_VERSION"; printf "\033[31mMARKER" >"$1/PG_VERSION"' sh "$dir/data"
exits 69 'a PG_VERSION with escapes' opt-db -D "$dir" status
is "$(LC_ALL=C printf '%s' "$err" | tr -d '[:print:]\n' | wc -c)" 0 'reaches no terminal'
as_attacker mv "$dir/data/PG_VERSION.old" "$dir/data/PG_VERSION"
as_attacker ln -sf "$secret" "$dir/log/start.log"
as_attacker sh -c 'printf "no setting\n" >>"$1"' sh "$dir/data/postgresql.auto.conf"
exits 69 'a link in place of the log, and a server that does not start' opt-db -D "$dir" start
unharmed 'a link in place of the log'
as_attacker sleep 60 &
victim=$!
as_attacker sh -c 'printf "%s\n\033[31m\n" "$2" >"$1"' sh "$dir/data/postmaster.pid" $victim
exits 0 'a postmaster.pid with the number of another process' opt-db -D "$dir" stop
kill -0 $victim
ok $? 'that process is not ended'
kill $victim
wait $victim 2>/dev/null
exits 0 'destroy' opt-db -D "$dir" destroy --yes
[ ! -e "$dir" ]
ok $? 'nothing is left'
unharmed 'destroy'
finish
