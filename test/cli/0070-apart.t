#!/bin/sh
# Nothing that the user configured reaches the programs that a test, the demo or a measurement starts.
. test/tap.sh

# All of it: both kinds of opt.conf, libpq's variables, ours, the keys of brokers and services.
mkdir -p "$work/config/opt"
printf 'dbname = host=/marker-file\n' >"$work/config/opt/opt.conf"
configured="HOME=$work/marker-home XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=/marker XDG_STATE_HOME=/marker XDG_RUNTIME_DIR=/marker
	PGHOST=/marker PGHOSTADDR=127.0.0.9 PGPORT=1 PGDATABASE=marker PGUSER=marker PGSERVICE=marker PGSERVICEFILE=/marker PGPASSFILE=/marker
	PGPASSWORD=marker PGOPTIONS=-cmarker=1 OPT_DBNAME=marker OPT_CONFIG=/marker OPT_DB_DIR=/marker OPT_NOW=marker OPT_LOG_FORMAT=marker
	OPT_HALT_FILE=/marker OPT_X1=marker APCA_API_KEY_ID=marker APCA_API_BASE_URL=marker ALPACA_API_KEY=marker AWS_PROFILE=marker
	HF_TOKEN=marker SSLKEYLOGFILE=/marker CREDENTIALS_DIRECTORY=/marker http_proxy=http://marker HTTPS_PROXY=http://marker"
# shellcheck disable=SC2016 # the inner shell expands them
for start in '. test/tap.sh; env' '. test/apart.sh; apart "$work/other"; env'; do
	# shellcheck disable=SC2086 # words
	exits 0 "with $start" env $configured work="$work" sh -c "$start"
	is "$(printf '%s\n' "$out" | grep marker)" '' 'no variable of the user is left'
	like "$out" '^OPT_CONFIG=$' 'and no opt.conf is read'
done
# shellcheck disable=SC2086
exits 69 'a program in a test finds no server' env $configured sh -c '. test/tap.sh; opt-params list'
like "$err" 'no-server' 'libpq is led to none'
is "$(printf '%s' "$err" | grep -c marker)" 0 'and not to that of the user'

# A test makes databases only in the cluster that test/cluster.sh made.
# shellcheck disable=SC2086
exits 1 'a test with the cluster of the user' env -u OPT_TEST_CLUSTER $configured sh -c '. test/tap.sh; new_database; echo made'
is "$out" '' 'makes no database'
like "$err" 'needs a cluster that test/cluster.sh made' 'and says how to run it'
printf 'PGHOST=%s; export PGHOST\n' "$work" >"$work/env"
exits 1 'a test with a folder that is not such a cluster' env OPT_TEST_CLUSTER="$work" sh -c '. test/tap.sh; new_database; echo made'
is "$out" '' 'makes no database'

# Each test is kept apart, by tap.sh or by apart.sh itself.
is "$(grep -LE '^\. test/(tap|apart)\.sh$' test/cli/*.t test/db/*.t test/e2e/*.t)" '' 'no test starts programs with what the user configured'
finish
