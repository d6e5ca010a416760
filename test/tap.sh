# Sourced by the tests written in sh. Prints TAP on standard output and the details of failures on standard error.
# shellcheck shell=sh disable=SC2034
set -u
BUILD=${BUILD:-build}
case $BUILD in
/*) ;;
*) BUILD=$PWD/$BUILD ;;
esac
export BUILD
PATH=$BUILD/bin:$PATH
export PATH
LC_ALL=C
export LC_ALL

tests=0
failures=0
status=
work=$(mktemp -d "${TMPDIR:-/tmp}/opt-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
[ -z "${ROWS:-}" ] || mkdir -p "$ROWS"
. test/apart.sh
apart "$work/.home"
# the cluster that test/cluster.sh made, and no other
if [ -n "${OPT_TEST_CLUSTER:-}" ]; then
	# shellcheck source=/dev/null
	. "$OPT_TEST_CLUSTER/env"
	# that of a test which starts itself again, in a namespace
	PGDATABASE=${OPT_TEST_DATABASE:-${PGDATABASE:-}}
	# psql itself: Debian's wrapper before it costs more than most statements
	! clients=$(pg_config --bindir 2>/dev/null) || PATH=$BUILD/bin:$clients:$PATH
fi

# ok CODE NAME: passes when CODE, an exit status, is 0
ok() {
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' "$tests" "$2"
	else
		failures=$((failures + 1))
		printf 'not ok %d - %s\n' "$tests" "$2"
	fi
}

# is GOT WANT NAME: passes when both texts are equal
is() {
	if [ "$1" = "$2" ]; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf '%s\n' "  got:  $1" "  want: $2" | sed 's/^/# /' >&2
	fi
}

# like GOT EXPRESSION NAME: passes when a line of GOT matches the extended regular expression
like() {
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf '%s\n' "  got:  $1" "  want: /$2/" | sed 's/^/# /' >&2
	fi
}

# run COMMAND...: runs the command and sets status, out and err. Rows go to the folder $ROWS, too, for make check-rows.
run() {
	status=0
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
	[ -z "${ROWS:-}" ] || printf '%s\n' "$out" | grep '^{"program":"opt-' >>"$ROWS/${0##*/}.jsonl" || :
}

# exits STATUS NAME COMMAND...: passes when the command exits with STATUS; sets status, out and err as run does
exits() {
	want=$1
	name=$2
	shift 2
	run "$@"
	is "$status" "$want" "$name"
	[ "$status" = "$want" ] || printf '%s\n' "$err" | sed 's/^/# /' >&2
}

# skip REASON: counts as a passed test
skip() {
	tests=$((tests + 1))
	printf 'ok %d # skip %s\n' "$tests" "$1"
}

# on_terminal WIDTH COMMAND: $out is what COMMAND writes to a terminal that has WIDTH columns
on_terminal() {
	out=$(COLUMNS='' script -qec "unset COLUMNS; stty cols $1; $2" /dev/null </dev/null | tr -d '\r')
}

# sql STATEMENT: prints the rows, with | between columns
sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}

# new_database: creates a database with the whole schema and no data, in the cluster of test/cluster.sh
new_database() {
	if [ -z "${OPT_TEST_CLUSTER:-}" ] || [ "$(PGDATABASE=opt sql 'show data_directory')" != "$OPT_TEST_CLUSTER/db/data" ]; then
		echo "# needs a cluster that test/cluster.sh made: sh test/cluster.sh sh $0" >&2
		exit 1
	fi
	PGDATABASE=test_$$
	OPT_TEST_DATABASE=$PGDATABASE
	export PGDATABASE OPT_TEST_DATABASE
	createdb -T opt "$PGDATABASE" || exit 1
	trap 'dropdb --if-exists -f "$PGDATABASE"; rm -rf "$work"' EXIT
}

# finish: is the last line of every test
finish() {
	printf '1..%d\n' "$tests"
	exit $((failures > 0))
}
