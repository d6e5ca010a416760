#!/bin/sh
# The rules of opt(7) for programs that connect: the schema that they need, the rows of their runs, and -n.
. test/tap.sh
new_database
HOME=$work
XDG_CONFIG_HOME=$work
export HOME XDG_CONFIG_HOME

# Every program that cron starts can run with a database, and with the address of a broker that does not answer.
keys='APCA_API_KEY_ID=k APCA_API_SECRET_KEY=s APCA_API_BASE_URL=http://127.0.0.1:1 APCA_API_DATA_URL=http://127.0.0.1:1'
printf '* * * * * true\n' >"$work/crontab"
printf 'alert_smtp_url = smtp://127.0.0.1:1\nalert_to = a@example.org\nalert_spool = %s\n' "$work/alert" >"$work/alert.conf"
arguments_of() {
	case $1 in
	opt-calendar | opt-db | opt-paper | opt-migrate) echo none ;;
	opt-alert) echo "-c $work/alert.conf" ;;
	opt-explain) echo '--funnel 2026-01-26' ;;
	opt-params) echo list ;;
	opt-query) echo orders ;;
	opt-replay) echo "--day 2026-01-26 --broker none $work/crontab" ;;
	opt-status) echo --positions ;;
	*) echo '' ;;
	esac
}

createdb "${PGDATABASE}_empty"
for path in "$BUILD"/bin/opt-*; do
	program=${path##*/}
	arguments=$(arguments_of "$program")
	[ "$arguments" != none ] || continue
	# shellcheck disable=SC2086 # words
	exits 70 "$program: no schema" env $keys PGDATABASE="${PGDATABASE}_empty" "$program" $arguments
	like "$err" 'run opt-migrate' "$program: the message names opt-migrate"
	# opt-halt needs no database to know the halt file
	[ "$program" = opt-halt ] || is "$out" '' "$program: prints nothing"
	[ "$program" != opt-replay ] || continue # opt-replay -n only prints its plan and needs no database
	# shellcheck disable=SC2086
	exits 70 "$program: no schema, dry run" env $keys PGDATABASE="${PGDATABASE}_empty" "$program" -n $arguments
done
dropdb "${PGDATABASE}_empty"

# The schema of a newer generation: these programs do not work with it.
sql "insert into schema_migrations (version, name, sha256, applied_at, ms)
	values (101, 'later', repeat('0', 64), '2026-01-05', 1)"
exits 70 'O53 a newer generation of the schema' opt-params list
like "$err" 'install the newer programs' 'the message says what to do'
sql 'delete from schema_migrations where version = 101'

# A failed run leaves its row with the error.
# shellcheck disable=SC2086 # words
exits 69 'a broker that does not answer' env $keys opt-universe --now 2026-01-26T14:00:00Z
is "$(sql "select status, exit_status, now_at = '2026-01-26 14:00Z', error is not null
	from pipeline_runs where stage = 'opt-universe'")" 'failed|69|t|t' 'the row of the run has the error'
# shellcheck disable=SC2086
exits 69 'a dry run of the same' env $keys opt-universe -n --now 2026-01-26T14:00:00Z
is "$(sql 'select count(*) from pipeline_runs')" 1 'a dry run writes no row'

# A second run of a program with a lease exits with 75 at once and prints nothing on standard error.
exits 0 'a first run' opt-features --now 2026-01-24T12:00:00Z
sql "update stage_leases set holder = gen_random_uuid(), host = 'elsewhere', expires_at = clock_timestamp() + '1 minute'
	where stage = 'opt-features'"
exits 75 'C01 a second run while the lease is held' opt-features --now 2026-01-24T12:01:00Z
is "$err" '' 'the second run prints no error'
exits 75 'a second run with -v' opt-features -v --now 2026-01-24T12:01:00Z
like "$err" 'another run has the lease: pid [0-9]+ on elsewhere' 'names the holder of the lease'
exits 0 'a dry run takes no lease' opt-features -n --now 2026-01-24T12:01:00Z
sql "update stage_leases set expires_at = clock_timestamp() - interval '1 second' where stage = 'opt-features'"
exits 0 'C02 a run takes an expired lease' opt-features --now 2026-01-24T12:02:00Z
is "$(sql "select count(*) from pipeline_runs where stage = 'opt-features'")" 2 'C01 a run without the lease leaves no row'

# Keys appear in no message and in no table.
# shellcheck disable=SC2086
run env $keys APCA_API_SECRET_KEY=opensesame APCA_API_KEY_ID=opensesame opt-universe -v --now 2026-01-26T14:03:00Z
case $out$err$(pg_dump -a -t pipeline_runs -t stage_leases) in
*opensesame*) ok 1 'P31 the keys are in no log and no table' ;;
*) ok 0 'P31 the keys are in no log and no table' ;;
esac
finish
