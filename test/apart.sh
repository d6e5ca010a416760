# Sourced by what starts programs of the suite: the tests, test/cluster.sh, the demo. Keeps them apart from the user's own
# configuration, databases and accounts.
# shellcheck shell=sh

# apart HOME: drops the variables that lead to a database, an account or a configuration, and makes the folder HOME the home.
# Programs then read no opt.conf, and libpq finds no server. OPT_PG_BINDIR, where PostgreSQL is installed, stays.
apart() {
	for name in $(env | sed -nE 's/^((PG|OPT_|APCA_|ALPACA_|AWS_|HF_|XDG_|SSL|CURL_|CREDENTIALS_)[A-Za-z0-9_]*|[A-Za-z]+_(proxy|PROXY))=.*/\1/p'); do
		case $name in
		OPT_PG_BINDIR | OPT_TEST_CLUSTER | OPT_TEST_DATABASE) ;;
		*) unset "$name" ;;
		esac
	done
	mkdir -p "$1" || return 1
	HOME=$1
	OPT_CONFIG= # no opt.conf
	PGHOST=$1/no-server
	export HOME OPT_CONFIG PGHOST
}
