#!/bin/sh
# What a program checks after it has connected: a connection pooler must not drop the settings of the session. And PGPASSWORD.
. test/tap.sh
new_database
port=${PGPORT:-5432}
unset PGREQUIREPEER # the poolers have other owners

# through MODE PROGRAM...: runs the program through the stand-in for a pooler
through() {
	mode=$1
	shift
	PGHOST=$work/$mode run "$@"
}
poolers=
for mode in refuse drop; do
	mkdir "$work/$mode"
	perl test/pooler.pl $mode "$work/$mode/.s.PGSQL.$port" >"$work/$mode/ready" &
	poolers="$poolers $!"
	for _ in $(seq 100); do
		[ ! -s "$work/$mode/ready" ] || break
		sleep .05
	done
done
# PROGRAM | the first of its settings that is dropped
while IFS='|' read -r program setting; do
	# shellcheck disable=SC2086
	through refuse $program
	is "$status" 78 "$program: a pooler that refuses the settings"
	like "$err" 'PgBouncer refuses the settings of the connection: connect to PostgreSQL itself' 'is named'
	# shellcheck disable=SC2086
	through drop $program
	is "$status" 78 "$program: a pooler that drops the settings"
	like "$err" "the session has $setting.*PgBouncer drops the settings of the connection; connect to PostgreSQL itself" 'is named'
done <<'EOF'
opt-features|role =
opt-features -n|role =
opt-classify|role =
opt-migrate --status|intervalstyle =
opt-params list|role =
EOF
is "$(sql 'select count(*) from pipeline_runs')" 0 'nothing is written'
is "$(PGHOST=$work/drop psql -XAtqc 'select 1')" 1 'psql works through the pooler'

# PgBouncer itself, where it is installed
bouncer=$(command -v pgbouncer || echo /usr/sbin/pgbouncer)
if [ -x "$bouncer" ] && "$bouncer" --version | grep -q ' 1\.1[0-9]\.'; then
	chmod 711 "$work"
	mkdir "$work/bouncer"
	chmod 777 "$work/bouncer"
	user=$(sql 'select current_user')
	as_other=
	[ "$(id -u)" != 0 ] || as_other="setpriv --reuid $(stat -c %u "$PGHOST/.s.PGSQL.$port") --clear-groups"
	while IFS='|' read -r pool ignored want; do
		cat >"$work/bouncer.ini" <<-INI
			[databases]
			* = host=$PGHOST port=$port user=$user
			[pgbouncer]
			listen_addr =
			unix_socket_dir = $work/bouncer
			listen_port = $port
			auth_type = any
			pool_mode = $pool
			$ignored
		INI
		$as_other "$bouncer" -q "$work/bouncer.ini" >"$work/bouncer.log" 2>&1 &
		pid=$!
		for _ in $(seq 100); do
			[ ! -S "$work/bouncer/.s.PGSQL.$port" ] || break
			sleep .05
		done
		through bouncer opt-features
		is "$status" 78 "PgBouncer, $pool, ${ignored:-as it is}"
		like "$err" "$want" 'is refused by name'
		kill "$pid"
		wait "$pid" 2>/dev/null
		rm -f "$work/bouncer/.s.PGSQL.$port"
	done <<-'EOF'
		session||PgBouncer refuses the settings
		session|ignore_startup_parameters = options|PgBouncer drops the settings
		transaction|ignore_startup_parameters = options|PgBouncer drops the settings
	EOF
else
	skip 'PgBouncer before 1.20 is not installed'
fi

# shellcheck disable=SC2086
kill $poolers

# PGPASSWORD is taken out of the environment and passed on to libpq
hba=$(sql 'show hba_file')
user=keys_$$
if [ -w "$hba" ]; then
	sql "create role $user login password 'opensesame'; grant opt_ingest to $user" >"$work/out"
	sed -i "1i local all $user scram-sha-256" "$hba"
	sql 'select pg_reload_conf()' >"$work/out"
	sleep .3
	PGUSER=$user PGPASSWORD=opensesame exits 0 'PGPASSWORD opens the database' opt-features
	PGUSER=$user PGPASSWORD=opensesam exits 77 'C25 a password that was changed' opt-features
	is "$(printf '%s' "$out$err" | grep -c opensesam)" 0 'P31 no message has it'
	PGUSER=$user exits 77 'C25 no password' opt-features
	printf '*:*:*:%s:opensesame\n' "$user" >"$work/pgpass"
	chmod 600 "$work/pgpass"
	PGUSER=$user PGPASSFILE=$work/pgpass exits 0 'a password file works as well' opt-features
	sed -i "/ $user /d" "$hba"
	sql 'select pg_reload_conf()' >"$work/out"
	sql "drop owned by $user; drop role $user"
else
	skip 'the configuration of the server cannot be changed'
fi
finish
