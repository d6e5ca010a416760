# Sourced by the tests written in sh: TAP on standard output, what went wrong on standard error.
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

# ok CODE NAME: CODE is an exit status
ok() {
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' "$tests" "$2"
	else
		failures=$((failures + 1))
		printf 'not ok %d - %s\n' "$tests" "$2"
	fi
}

# is GOT WANT NAME
is() {
	if [ "$1" = "$2" ]; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf '%s\n' "  got:  $1" "  want: $2" | sed 's/^/# /' >&2
	fi
}

# like GOT EXPRESSION NAME: an extended regular expression that some line matches
like() {
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then
		ok 0 "$3"
	else
		ok 1 "$3"
		printf '%s\n' "  got:  $1" "  want: /$2/" | sed 's/^/# /' >&2
	fi
}

# run COMMAND...: sets status, out and err
run() {
	status=0
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	out=$(cat "$work/out")
	err=$(cat "$work/err")
}

# exits STATUS NAME COMMAND...: runs it; status, out and err stay for a closer look
exits() {
	want=$1
	name=$2
	shift 2
	run "$@"
	is "$status" "$want" "$name"
	[ "$status" = "$want" ] || printf '%s\n' "$err" | sed 's/^/# /' >&2
}

skip() {
	tests=$((tests + 1))
	printf 'ok %d # skip %s\n' "$tests" "$1"
}

# sql STATEMENT: its rows, columns apart by |
sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -c "$1"
}

# new_database: an empty one with the whole schema, in the cluster of test/cluster.sh
new_database() {
	PGDATABASE=test_$$
	export PGDATABASE
	createdb -T opt "$PGDATABASE" || exit 1
	trap 'dropdb --if-exists -f "$PGDATABASE"; rm -rf "$work"' EXIT
}

# The last line of every test.
finish() {
	printf '1..%d\n' "$tests"
	exit $((failures > 0))
}
