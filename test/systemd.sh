#!/bin/sh
# systemd itself reads the units: make check-systemd. Prints the exposure of each service, 0 (closed) to 10, and exits 1 when
# systemd refuses a unit, when one is more exposed than it must be, or when a calendar is not read as test/cli/0150 reads it.
# As root it also boots systemd on a copy of this machine in memory, where the units do the work of the pipeline; that takes
# a minute.
set -u
BUILD=${BUILD:-build}
job_max=12 # tenths
database_max=15
if ! command -v systemd-analyze >/dev/null; then
	echo 'check-systemd: skipped, because systemd-analyze is not installed (apt-get install systemd)'
	exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/opt-systemd.XXXXXX")
trap 'rm -rf "$work"' EXIT
make -s BUILD="$BUILD" DESTDIR="$work" PREFIX=/usr BINDIR="$PWD/$BUILD/bin" install-systemd >/dev/null || exit 1
units=$work/usr/lib/systemd/system
status=0

# fails TEXT: notes a failure
fails() {
	echo "check-systemd: $*" >&2
	status=1
}

found=$(systemd-analyze verify --man=no "$units"/*.service "$units"/*.timer "$units"/*.target 2>&1)
[ -z "$found" ] || fails "systemd refuses a unit: $found"
for unit in "$units"/*.service; do
	case $unit in */opt-db.service) max=$database_max ;; *) max=$job_max ;; esac
	systemd-analyze security --no-pager --offline=yes --threshold="$max" "$unit" >"$work/security" ||
		fails "$(tail -n 1 "$work/security")"
	sed -n 's/^.*Overall exposure level for //p' "$work/security"
done

# The first two starts of each timer after the clocks of New York change, in UTC.
starts() {
	systemd-analyze calendar --iterations=2 --base-time='2026-03-07 12:00:00 UTC' "$1" |
		sed -nE 's/^ *\(in UTC\): (.*)/\1/p; s/^ *(Next elapse|Iter\. #2): (.* UTC)$/\2/p' | tr '\n' ' '
}
for timer in "$units"/*.timer; do
	calendar=$(sed -n 's/^OnCalendar=//p' "$timer")
	case $calendar in
	'*-*-* 15:57:00 America/New_York') want='Sat 2026-03-07 20:57:00 UTC Sun 2026-03-08 19:57:00 UTC ' ;;
	'*-*-* 09:25:00 America/New_York') want='Sat 2026-03-07 14:25:00 UTC Sun 2026-03-08 13:25:00 UTC ' ;;
	'*-*-* 05:10:00 UTC') want='Sun 2026-03-08 05:10:00 UTC Mon 2026-03-09 05:10:00 UTC ' ;;
	'*-*-* *:*:00') want='Sat 2026-03-07 12:01:00 UTC Sat 2026-03-07 12:02:00 UTC ' ;;
	'*-*-* *:0/5:00') want='Sat 2026-03-07 12:05:00 UTC Sat 2026-03-07 12:10:00 UTC ' ;;
	*)
		systemd-analyze calendar "$calendar" >/dev/null || fails "${timer##*/}: systemd refuses $calendar"
		continue
		;;
	esac
	got=$(starts "$calendar")
	[ "$got" = "$want" ] || fails "${timer##*/}: starts at $got, not at $want"
done

if [ "$(id -u)" != 0 ] || ! unshare --mount --pid --net --ipc --uts --cgroup --fork true 2>/dev/null; then
	echo 'check-systemd: the units were not started, because that needs root and namespaces'
	exit "$status"
fi
# script gives systemd the console that it needs
timeout -k 5 300 script -qec "BUILD=$BUILD unshare --mount --pid --net --ipc --uts --cgroup --fork --kill-child \
	sh test/systemd_boot.sh $work" "$work/console" >/dev/null </dev/null
cat "$work/tap"
if grep -q '^not ok' "$work/tap" || ! grep -q '^1\.\.' "$work/tap"; then
	cat "$work/error" "$work/console" >&2
	fails 'a unit does not do its work'
fi
exit "$status"
