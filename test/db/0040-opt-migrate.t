#!/bin/sh
# opt-migrate: applies, verifies and lists migrations, and refuses a schema that differs from them.
. test/tap.sh

# empty_database: creates a database without the schema and makes it the current one
empty_database() {
	PGDATABASE=test_$$
	export PGDATABASE
	dropdb --if-exists -f "$PGDATABASE" 2>/dev/null && createdb -T template0 "$PGDATABASE" || exit 1
	trap 'dropdb --if-exists -f "$PGDATABASE"; rm -rf "$work"' EXIT
}
# contents: prints the objects and the migrations of the database, without times
contents() {
	psql -XAtq -f sql/query/db/catalog.sql && sql "select version, name, sha256 from schema_migrations order by version"
}
files=$(find sql/migrations -name '*.sql' | wc -l)

empty_database
exits 0 'dry run on an empty database' opt-migrate -n
is "$(printf '%s\n' "$out" | jq -r .state | sort | uniq -c | tr -s ' ')" " $files missing" 'lists every migration'
is "$(sql "select count(*) from pg_class where relnamespace = 'public'::regnamespace")" 0 'and writes nothing'
exits 0 'status of an empty database' opt-migrate --status
exits 70 'verify of an empty database' opt-migrate --verify
like "$err" 'migration 001-catalog is not applied' 'names the first missing migration'
exits 0 'migrate' opt-migrate --now 2026-01-26T19:08:00Z
is "$(printf '%s\n' "$out" | jq -r '.state + " " + .applied_at' | sort | uniq -c | tr -s ' ')" \
	" $files applied 2026-01-26T19:08:00Z" 'applies every migration, at the pinned time'
is "$(sql 'select string_agg(sha256, chr(10) order by version) from schema_migrations')" \
	"$(sha256sum sql/migrations/*.sql | cut -d' ' -f1)" 'schema_migrations has the SHA-256 of each file'
is "$(sql "select string_agg(relname, ' ' order by relname) from pg_class where relname like 'iv_surface_20__\\___'")" \
	'iv_surface_2026_01 iv_surface_2026_02 iv_surface_2026_03' 'creates the partitions of this month and the next two'
is "$(psql -XAtq -F "$(printf '\t')" -f sql/query/db/catalog.sql | diff - sql/manifest.txt)" '' \
	'sql/manifest.txt lists the objects of the migrations (else run make manifest)'
exits 0 'verify' opt-migrate --verify
is "$out" '' 'verify prints no difference'
before=$(contents)
exits 0 'migrate again' opt-migrate
is "$out" '' 'migrate prints nothing'
is "$(contents)" "$before" 'migrate changes nothing'

# Changes that somebody may have made to a database
for change in 'alter table fills drop column fee|column fills.fee|missing' \
	'alter table lane_daily alter vwap type float8|column lane_daily.vwap|differs' \
	'alter table trading_halts alter reason drop not null|column trading_halts.reason|differs' \
	'alter table broker_orders drop constraint broker_orders_check|constraint broker_orders.broker_orders_check|missing' \
	'drop index broker_orders_one_exit|index broker_orders_one_exit|missing' \
	'drop table shadow_fills|table shadow_fills|missing' \
	'drop view dispatcher_runs|view dispatcher_runs|missing' \
	'alter function opt_refresh_performance() security invoker|function opt_refresh_performance()|differs'; do
	statement=${change%%|*}
	rest=${change#*|}
	dropdb -f "$PGDATABASE" && createdb -T opt "$PGDATABASE"
	sql "$statement"
	exits 70 "C16 verify after: $statement" opt-migrate --verify
	is "$(printf '%s\n' "$out" | jq -r "select(.object == \"${rest%|*}\") | .problem")" "${rest##*|}" "verify names the object after: $statement"
	exits 70 "migrate refuses after: $statement" opt-migrate
done
dropdb -f "$PGDATABASE" && createdb -T opt "$PGDATABASE"
sql 'create table mine (n int)'
exits 0 'verify with an undeclared table' opt-migrate --verify
is "$(printf '%s\n' "$out" | jq -r .problem | sort -u)" undeclared 'prints the table'

sql "update schema_migrations set sha256 = repeat('0', 64) where version = 3"
exits 70 'C15 an applied migration was edited' opt-migrate
like "$err" '003-market' 'names the edited migration'
exits 70 'status with an edited migration' opt-migrate --status
is "$(printf '%s\n' "$out" | jq -r 'select(.state != "applied") | .name + " " + .state')" '003-market edited' 'prints the edited migration'
dropdb -f "$PGDATABASE" && createdb -T opt "$PGDATABASE"
sql "insert into schema_migrations values (999, '999-future', repeat('0', 64), '2026-01-01', 1)"
exits 70 'a migration of a newer release' opt-migrate
like "$err" '999-future' 'names the newer migration'
sql "delete from schema_migrations where version in (5, 999)"
exits 70 'a gap in the migrations' opt-migrate
like "$err" 'applied without 005-' 'names the missing migration'

# A migration that fails leaves nothing; those before it stay.
empty_database
sql 'create table fills (n int)'
exits 70 'C17 a table of a migration exists already' opt-migrate
like "$err" '005-positions was not applied.*fills' 'names the migration and the table'
is "$(sql 'select max(version) from schema_migrations')" 4 'C17 the migrations before it are recorded'
is "$(sql "select to_regclass('active_positions') is null")" t 'C17 nothing of the failed migration is left'
sql 'drop table fills'
exits 0 'migrate after the table is dropped' opt-migrate
exits 0 'verify after that' opt-migrate --verify

empty_database
psql -Xq -c "begin" -c "select pg_advisory_xact_lock(hashtextextended('opt-migrate', 0))" -c "select pg_sleep(8)" \
	>/dev/null 2>&1 &
holder=$!
while [ "$(sql "select count(*) from pg_locks where locktype = 'advisory' and granted")" = 0 ]; do sleep 0.1; done
exits 75 'C13 another session has the lock' opt-migrate
is "$(sql "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")" 0 'C13 nothing was changed'
wait "$holder"

opt-migrate >"$work/one" 2>&1 &
one=$!
opt-migrate >"$work/two" 2>&1 &
two=$!
wait "$one"
ok $? 'C14 two opt-migrate at once: the first succeeds'
wait "$two"
ok $? 'C14 two opt-migrate at once: the second succeeds'
is "$(sql 'select count(*), max(version) from schema_migrations')" "$files|$files" 'C14 each migration was applied once'
exits 0 'verify after that' opt-migrate --verify

exits 0 'roles' opt-migrate --roles
is "$(sql "select relowner::regrole from pg_class where relname = 'fills'")" opt_owner 'the tables belong to opt_owner'
exits 0 'verify after roles' opt-migrate --verify

# The roles are in the cluster, but have no rights in a new database: a program names the command that gives them.
createdb "${PGDATABASE}_second"
PGDATABASE=${PGDATABASE}_second
exits 0 'a second database' opt-migrate -q
exits 70 'a program in a second database' opt-params get gate_confidence_min
like "$err" 'run opt-migrate --roles' 'names the command that helps'
exits 0 'which is' opt-migrate -q --roles
exits 0 'and the program works' opt-params get gate_confidence_min
dropdb -f "$PGDATABASE"
PGDATABASE=${PGDATABASE%_second}
finish
