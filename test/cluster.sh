#!/bin/sh
# cluster.sh COMMAND...: runs the command with a throw-away cluster. Its database "opt" has the schema and is the template
# for the databases of the tests. The cluster is removed afterwards, even when the command fails or is killed by a signal.
# The command gets nothing of the caller's configuration: test/apart.sh. OPT_TEST_CLUSTER names the folder of the cluster, by
# which a test knows that the cluster was made for it.
set -eu
BUILD=${BUILD:-build}
dir=$(mktemp -d "${TMPDIR:-/tmp}/opt-cluster.XXXXXX")
dir=$(cd "$dir" && pwd -P)
opt_db="$BUILD/bin/opt-db"

# shellcheck disable=SC2317 # the trap calls it
clean() {
	"$opt_db" -D "$dir/db" destroy --yes || true
	rm -rf "$dir"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

. test/apart.sh
apart "$dir/home"
chmod 711 "$dir" # the user of the server must pass through
"$opt_db" -D "$dir/db" start --fast
"$opt_db" -D "$dir/db" env >"$dir/env"
# shellcheck source=/dev/null
. "$dir/env"
OPT_TEST_CLUSTER=$dir
export OPT_TEST_CLUSTER
"$BUILD/bin/opt-migrate" -q --now 2026-01-05T00:00:00Z
"$BUILD/bin/opt-migrate" --roles

status=0
"$@" || status=$?
exit "$status"
