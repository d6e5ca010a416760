#!/bin/sh
# make check-install: a fresh Debian 12 in a folder, in which a person installs the package and follows README to the letter, with
# the market of opt-paper open. As root; needs nothing from outside but the package registry. The commands of README are
# printed with the seconds since the first of them.
#
#	SEED=N, DAY=D               of the market
#	START=TIME                  UTC: cron starts then, and soon afterwards an entry is due
#	AGAIN='TIME ...'            UTC: another entry is due soon after each of these, and must not come, because of a halt
#	PREVIOUS=COMMIT             the release before, for the upgrade and the way back; without it the newest tag, or else the
#	                            commit before the newest migration
#	KEEP=1                      keep the folder
#
# The market is open at the clock of the folder, not at that of this machine: libfaketime moves the clock of every program in it
# by the same offset (/etc/ld.so.preload and /etc/faketimerc), cron and PostgreSQL included, and opt-paper --live runs at it. Its
# real seconds pass as real seconds. A change of the offset in between stands for hours of waiting.
#
# All of it runs in namespaces of its own: the mounts and processes end with it, also when it is killed, and once the package is
# installed its network has loopback only. The folder is removed at the end, or at the next start.
# shellcheck disable=SC2317 # the traps, within and alert_server call functions
set -eu
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build}
SEED=${SEED:-16}
DAY=${DAY:-2026-01-29}
START=${START:-14:45:40}
AGAIN=${AGAIN:-15:05:40 15:20:40 15:36:40 16:10:40}
suite=bookworm
mirror=${MIRROR:-http://deb.debian.org/debian}
case $BUILD in
/*) ;;
*) BUILD=$PWD/$BUILD ;;
esac
base=$BUILD/deb-base
root=$BUILD/deb-folder
out=$BUILD/deb-install

say() {
	printf 'check-install: %s\n' "$*" >&2
}

# --- outside ---

# previous_package: makes a package of the release before, whose source may have no debian/: its programs, and the rest of the new
# package
previous_package() {
	git rev-parse -q --verify HEAD >/dev/null 2>&1 || return 0
	newest=$(find sql/migrations -name '*.sql' | sort | tail -n 1)
	commit=$(git rev-parse "${PREVIOUS:-$(git describe --tags --abbrev=0 HEAD^ 2>/dev/null ||
		echo "$(git log -1 --format=%H --diff-filter=A -- "$newest")^")}")
	tree=$BUILD/deb-previous
	if [ ! -s "$tree/opt.deb" ] || [ "$(cat "$tree/commit")" != "$commit" ]; then
		say "the release before: $(git log -1 --format='%h %s' "$commit")"
		rm -rf "$tree"
		mkdir -p "$tree/source" "$tree/package/DEBIAN"
		git archive "$commit" | tar -x -C "$tree/source"
		make -s -j2 -C "$tree/source" MAKEFLAGS= BUILD=build VERSION="$VERSION~previous" PREFIX=/usr \
			DESTDIR="$tree/package" install >"$out/previous.log" 2>&1 || {
			tail -n 3 "$out/previous.log" >&2
			exit 1
		}
		echo "$commit" >"$tree/commit"
	fi
	dpkg-deb -x "$BUILD"/deb/opt_*.deb "$tree/new"
	cp -a "$tree/new/etc" "$tree/package/"
	cp -a "$tree/new/usr/lib" "$tree/package/usr/"
	dpkg-deb -e "$BUILD"/deb/opt_*.deb "$tree/package/DEBIAN"
	rm "$tree/package/DEBIAN/md5sums"
	sed -i "s/^Version:.*/&~previous/" "$tree/package/DEBIAN/control"
	dpkg-deb --root-owner-group -Zgzip -b "$tree/package" "$tree/opt.deb" >/dev/null
}

if [ "${1:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || {
		say 'skipped: it needs root for a folder with a system of its own (debootstrap, chroot)'
		exit 77
	}
	missing=
	for need in debootstrap:debootstrap unshare:util-linux jq:jq curl:curl openssl:openssl faketime:faketime ip:iproute2 chromium:chromium; do
		command -v "${need%%:*}" >/dev/null || missing="$missing ${need#*:}"
	done
	[ -e /usr/lib/python3/dist-packages/aiosmtpd ] || missing="$missing python3-aiosmtpd"
	[ -z "$missing" ] || {
		say "missing packages; as root: apt-get update && apt-get install$missing"
		exit 69
	}
	mkdir -p "$BUILD"
	exec 9>"$BUILD/deb-lock"
	flock -n 9 || {
		say 'another one is running'
		exit 75
	}
	rm -rf "$root" "$out"
	mkdir -p "$out"
	if [ ! -e "$base/ready" ]; then
		say "debootstrap $suite"
		rm -rf "$base"
		debootstrap --include=sudo,libfaketime "$suite" "$base" "$mirror" >"$out/debootstrap.log" || {
			tail -n 3 "$out/debootstrap.log" >&2
			exit 69
		}
		: >"$base/ready"
	fi
	previous_package
	# The processes inside end with this one, however it ends.
	exec unshare --mount --pid --net --fork --kill-child=KILL --mount-proc \
		sh test/install.sh inside 8</proc/self/ns/net
fi

# --- the folder ---

# Before each command that needs the package registry: the network of this machine.
registry='nsenter --net=/proc/self/fd/8'
net=$registry
. test/tap.sh
set -e
rm -rf "$work"
work=$out # of test/alert.sh

clean() {
	status=$?
	trap - EXIT
	# Process 1 of the namespace: whatever still runs in it ends with this.
	kill -KILL -1 2>/dev/null || :
	sleep .2
	umount -l "$root/proc" "$root/dev/pts" "$root/dev/shm" "$root/var/cache/apt/archives" 2>/dev/null || :
	if [ -n "${KEEP:-}" ]; then
		say "kept: $root"
	else
		rm -rf --one-file-system "$root"
	fi
	exit "$status"
}
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

say 'the folder'
cp -a "$base" "$root"
mount -t proc proc "$root/proc"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mkdir -p "$BUILD/deb-archives"
mount --bind "$BUILD/deb-archives" "$root/var/cache/apt/archives"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no init, so no package starts a service
chmod 755 "$root/usr/sbin/policy-rc.d"
printf 'Binary::apt::APT::Keep-Downloaded-Packages "true";\n' >"$root/etc/apt/apt.conf.d/keep"
printf 'trader ALL=(ALL) NOPASSWD: ALL\n' >"$root/etc/sudoers.d/trader"
cp /etc/resolv.conf "$root/etc/resolv.conf"
printf '127.0.0.1 localhost %s\n' "$(hostname)" >"$root/etc/hosts"

# as_root COMMAND...: in the folder. What a command leaves running does not keep the lock.
as_root() {
	$net chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@" 9>&-
}
# as_user NAME COMMANDS: a shell of the user runs them in the home directory
as_user() {
	$net chroot --userspec="$1:$1" "$root" env -i HOME="$(as_root getent passwd "$1" | cut -d : -f 6)" USER="$1" LOGNAME="$1" \
		SHELL=/bin/sh LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin ${faketime:+"FAKETIME=$faketime"} sh -c "cd; $2" 9>&-
}
as_root useradd -m -s /bin/sh trader
echo 'debconf debconf/frontend select Noninteractive' | as_root debconf-set-selections
as_root apt-get update -qq

# --- README ---

# readme HEADING N: prints the commands of step N below the heading: the lines that are indented by eight
readme() {
	awk -v heading="$1" -v step="$2" '
		/^$/ { empty++; next }
		empty > 1 { inside = $0 == heading; now = "" }
		{ empty = 0 }
		inside && /^ ?[0-9]+\. / { now = $1 + 0 }
		inside && now == step && /^        / { print substr($0, 9) }
	' README
}
day_one='The first day on a paper account, step by step'
upgrade='Upgrading, and going back'

# own: replaces the words of README that are the user's own
own() {
	sed -e 's/echo KEY /echo PAPERKEY /' -e 's/echo SECRET /echo PAPERSECRET /' -e 's/^make deb && //' \
		-e "s|https://www.nasdaq.com/[^ ]*|${feed:-}|" -e 's/echo PASSWORD /echo open sesame /' \
		-e "s/smtp.example.org/localhost:${smtps:-}/" -e 's/ USER / trader /' -e 's/you@example.org/trader@example.org/'
}
seconds() {
	echo $(($(date +%s) - begun))
}
# follow HEADING N: runs these commands as README has them, and prints them; their output is in the log
follow() {
	commands=$(readme "$1" "$2" | own)
	[ -n "$commands" ] || {
		ok 1 "README, $1, step $2 has commands"
		return 0
	}
	printf '%s\n' "$commands" | sed "s/^/[$(seconds) s] $ /"
	status=0
	yes 2>/dev/null | as_user "$user" "set -e; $commands" >>"$out/readme.log" 2>&1 || status=$?
	ok "$status" "README, $1, step $2"
	[ "$status" = 0 ] || tail -n 5 "$out/readme.log" | sed 's/^/# /'
}

mkdir -p "$root/home/trader/build/deb"
cp "$BUILD"/deb/opt_*.deb "$root/home/trader/build/deb/"
find "$root/etc" "$root/usr" "$root/var/lib" -xdev ! -type d | sort >"$out/before"
begun=$(date +%s)
user=trader
follow "$day_one" 1
like "$(as_root dpkg -l opt)" '^ii +opt ' 'the package is installed'
is "$(find "$root/etc/systemd" "$root/etc/cron.d" "$root/var/spool/cron" -name '*opt*' 2>/dev/null)" '' 'nothing of it is enabled or scheduled'
is "$(as_root stat -c '%U %G %a' /var/lib/opt)" 'opt opt 750' 'the user opt has a home'
is "$(for p in /proc/[0-9]*; do readlink "$p/exe"; done 2>/dev/null | grep -c "/opt-")" 0 'nothing of it runs'
net=

# --- a broker with an open market, and a mail server ---

ip link set lo up
broker=http://127.0.0.1:8765
# at TIME: it is TIME now, at the broker and in the folder. A program that runs notices that within ten seconds.
at() {
	curl -fsS -d "{\"now\": \"$1\"}" $broker/sim/clock | jq -r .now >"$out/now"
	[ -s "$out/now" ] || {
		say "opt-paper does not take $1: its clock, which runs, is later"
		exit 1
	}
	host=$(date +%s%3N)
	offset_ms=$(($(date -d "$(cat "$out/now")" +%s%3N) - host))
	fraction=$((offset_ms % 1000))
	printf '%+d.%03ds\n' $((offset_ms / 1000)) "${fraction#-}" >"$root/etc/faketimerc"
}
# broker_start: its clock is not that of the folder, but follows this machine's from where it is moved
broker_start() {
	as_user trader "FAKETIME=+0s exec opt-paper --synth $SEED --day $DAY --live --port 8765 --state paper.state" \
		>"$out/paper" 2>>"$out/paper.log" &
	within 120 curl -fsS $broker/sim/clock || {
		say "opt-paper did not start: $(cat "$out/paper.log")"
		exit 1
	}
}
broker_stop() {
	kill "$(jq .pid "$out/paper")"
	within 10 sh -c "! curl -fsS $broker/sim/clock"
}

# sql STATEMENT
sql() {
	as_user "$user" "eval \"\$(opt-db env)\"; psql -XAtqc \"$1\""
}
# status [OPTION]: sets level to the exit status of opt-status and bad to its checks that are not healthy, "LEVEL NAME ..."
status() {
	level=0
	as_user "$user" "opt-status --json $*" >"$out/status.json" 2>>"$out/status.log" || level=$?
	bad=$(jq -r 'select(.event == "check" and .applies and .level != "healthy") | .level + " " + .check + ": " + .text' "$out/status.json")
}
# within SECONDS COMMAND...: waits until the command succeeds
within() {
	end=$(($(date +%s) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$end" ] || return 1
		sleep 1
	done
}

(cd "$root" && ls usr/lib/*/faketime/libfaketime.so.1) | sed 's|^|/|' >"$root/etc/ld.so.preload"
. test/alert.sh
openssl() { # the certificates are valid at the clock of the folder
	faketime "$DAY 00:00:00" openssl "$@"
}
alert_server
mkdir -p "$root/etc/opt"
cp "$box/ca.pem" "$root/etc/opt/"
cat >"$root/etc/opt/opt.conf" <<-CONF
	broker_url = $broker
	data_url = $broker
	feeds_allow_private = yes
	alert_smtp_ca_file = /etc/opt/ca.pem
CONF
broker_start
at "${DAY}T14:44:30Z" # shortly before START, so that cron misses nothing

# --- the first day ---

feeds=$(curl -fsS $broker/feeds/)
feed=$(printf '%s\n' "$feeds" | head -n 1)
for step in 2 3 4 5 6 7 8 9; do
	follow "$day_one" $step
done
for other in $(printf '%s\n' "$feeds" | tail -n +2); do # the market has more than one feed
	as_user trader "opt-rss -q --add $other" 2>>"$out/readme.log"
done
like "$(cat "$box"/mail.*)" '^Subject: .*test' 'the mail server got the test message of step 8'

cron_start() {
	as_root cron -f 2>>"$out/cron.log" &
	cron_at=$(date +%s)
}
cron_stop() {
	kill "$(cat "$root/run/crond.pid")"
	# The jobs of the last minute end by themselves.
	# shellcheck disable=SC2016 # the other shell expands it
	within 60 sh -c '! for p in /proc/[0-9]*; do readlink "$p/exe"; done | grep "/opt-" | grep -v /opt-paper'
}
is "$(as_user trader 'crontab -l | cmp - /usr/share/doc/opt/crontab.example' 2>&1)" '' 'the crontab of the user is crontab.example'
at "${DAY}T${START}Z"
cron_start
say "cron runs; it is $START"
traded() {
	as_user trader 'opt-status --positions --json' >"$out/positions.json" 2>>"$out/status.log"
	jq -es 'map(select(.event == "position")) | length > 0' "$out/positions.json"
}
if within 1500 traded; then
	ticker=$(jq -rs 'map(select(.event == "position"))[0].ticker' "$out/positions.json")
	explained=0
	as_user trader "opt-explain $ticker" >"$out/explained" || explained=$?
	ok "$explained" "opt-explain tells the story of the first trade, in $ticker"
	echo "[$(seconds) s] $ opt-explain $ticker"
	echo "# $(seconds) seconds from apt install to the first explained paper trade"
	sed 's/^/# /' "$out/explained"
else
	ok 1 'cron made a trade'
	sql "select created_at, ticker, status, failure_reason from dispatch_recommendations order by 1" | sed 's/^/# /'
fi

# --- five minutes of cron ---

while [ $(($(date +%s) - cron_at)) -lt 310 ]; do
	sleep 1
done
is "$(sql "select string_agg(stage, ' ' order by stage) from (select stage from pipeline_runs where started_at >= '$DAY $START+00'
	group by stage having count(*) >= case stage when 'opt-chain' then 1 when 'opt-watchlist' then 1 else 5 end) s")" \
	'opt-alert opt-bars opt-chain opt-classify opt-dispatch opt-features opt-posmon opt-rss opt-signal opt-watchlist' \
	'cron ran each stage when it was due, for five minutes'
is "$(sql "select stage, status, error from pipeline_runs where status not in ('ok', 'running')")" '' 'no run failed'
status
is "$level $bad" '0 ' 'opt-status: healthy'
status --check
is "$level $bad" '0 ' 'opt-status --check: healthy'
mailed() { # opt-alert runs in the next minute
	cat "$box"/mail.* | grep -a '^Subject:' | grep -q "${ticker:-no trade}"
}
within 130 mailed && told=0 || told=1
ok "$told" 'the mail server got an e-mail about the trade'

# --- an ordinary user stops the next entry ---

halted=0
as_user trader "opt-halt entries --why 'a test of the installation'" >"$out/halt" 2>&1 || halted=$?
is "$halted $(as_user trader 'id -u')" '0 1000' 'opt-halt entries, by a user without rights'
cron_stop
entries="select count(*) from broker_orders where purpose = 'entry'"
before=$(sql "$entries")
now=$(sql "select to_char(clock_timestamp() at time zone 'UTC', 'HH24:MI:SS')")
again=$(printf '%s\n' "$AGAIN" | tr ' ' '\n' | awk -v now="$now" '$0 > now { print; exit }')
at "${DAY}T${again:?is after the last time of AGAIN}Z"
cron_start
say "cron runs again; it is $again"
refused() {
	sql "select ticker, failure_reason from dispatch_recommendations where created_at > '$DAY $again+00' and status = 'SKIPPED'
		and failure_reason ~ 'halt'" >"$out/refused"
	[ -s "$out/refused" ]
}
within 300 refused || :
like "$(cat "$out/refused")" 'halt' 'the next entry is refused, and halts are the reason'
is "$(sql "$entries")" "$before" 'nothing was ordered'
cron_stop
mailbox=$root/var/mail/trader
is "$(cat "$mailbox" 2>/dev/null)" '' 'cron had nothing to mail'

# --- each fault that can be made from outside is named ---

# named LEVEL CHECK FAULT [OPTION]: opt-status names the check, and exits with its level or a worse one
named() {
	status "${4:-}"
	case $1 in critical) least=2 ;; *) least=1 ;; esac
	like "$bad" "^$1 $2: " "$3: $2 is $1"
	[ "$level" -ge "$least" ] && reached=0 || reached=1
	ok "$reached" "$3: the exit status is $level"
}
named warning halt_file 'opt-halt entries'
named warning halts 'opt-halt entries'
as_user trader 'opt-halt all --why test' >"$out/halt" 2>&1
named critical halt_file 'opt-halt all'
as_user trader 'opt-halt off' >"$out/halt" 2>&1

faketime=$(awk '{ sub("s", ""); printf "%+.3fs", $1 + 60 }' "$root/etc/faketimerc")
named critical clock_database 'a clock that is a minute fast'
named critical clock_broker 'a clock that is a minute fast'
faketime=

mount -t tmpfs -o size=1m,mode=1777 tmpfs "$root/tmp"
head -c 2000000 /dev/zero >"$root/tmp/full" 2>/dev/null || :
named critical disk 'a full disk'
umount "$root/tmp"

as_user trader 'chmod 644 .config/opt/secret_key'
named critical keys 'a key that others can read' --check
as_user trader 'chmod 600 .config/opt/secret_key'

mv "$root/usr/sbin/sendmail" "$root/usr/sbin/sendmail.away"
named warning mail 'no program for mail' --check
mv "$root/usr/sbin/sendmail.away" "$root/usr/sbin/sendmail"

at "$(date -u -d "$(cat "$out/now") + 45 minutes" +%FT%TZ)" # cron was not there for so long
sleep 11 # PostgreSQL notices
for check in posmon bars features watchlist missed_slots dispatch signals; do
	named 'critical|warning' $check 'cron does not run'
done
named critical cron 'cron does not run' --check

broker_stop
named critical broker 'the broker is down'
broker_start

as_user trader 'opt-db stop'
named critical database 'the database is stopped'
rm -f "$box"/mail.*
cron_start
told() {
	grep -qs database "$mailbox" && grep -aqsi '^Subject:.*database' "$box"/mail.*
}
within 300 told || :
cron_stop
like "$(cat "$mailbox" 2>/dev/null)" 'database' 'cron mails to the user that the database is stopped'
like "$(cat "$box"/mail.* 2>/dev/null | grep -a '^Subject:')" '[Dd]atabase' 'opt-alert tells it by e-mail, without the database'
as_user trader 'opt-db start'

# --- the report, in a browser ---

reported=0
as_user trader 'opt-report -q report.html' >"$out/report.log" 2>&1 || reported=$?
ok "$reported" 'opt-report writes the page'
mkdir -p "$out/browser"
cp "$root/home/trader/report.html" test/report_layout.html "$out/browser/"
# A window of the browser cannot be as narrow as a phone, a frame can.
printf '<body style="margin:0"><iframe src="report.html" style="border:0;width:375px;height:2400px"></iframe>' >"$out/browser/phone.html"
# browse OPTION... URL: calls chromium
browse() {
	HOME=$out/browser timeout 120 chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
		--user-data-dir="$out/browser/profile" --allow-file-access-from-files "$@" 2>>"$out/browser.log"
}
for scheme in light dark; do
	[ "$scheme" = dark ] && dark=--force-dark-mode || dark=
	# shellcheck disable=SC2086 # no word in light
	browse $dark --dump-dom "file://$out/browser/report_layout.html#report.html" | sed -n '/<pre id="result">/,/<\/pre>/p' |
		sed 's/<[^>]*>//g' | grep . >"$out/browser/$scheme" || :
	is "$(cut -d '|' -f 1-3 "$out/browser/$scheme")" "report.html|375|fits
report.html|1280|fits" "$scheme: the page fits a phone and a desktop"
	# shellcheck disable=SC2086 # no word in light
	browse $dark --window-size=1280,2400 --screenshot="$out/report-1280-$scheme.png" "file://$out/browser/report.html" >/dev/null || :
	# shellcheck disable=SC2086 # no word in light
	browse $dark --window-size=500,2400 --screenshot="$out/report-375-$scheme.png" "file://$out/browser/phone.html" >/dev/null || :
	[ -s "$out/report-375-$scheme.png" ] && [ -s "$out/report-1280-$scheme.png" ] && taken=0 || taken=1
	ok "$taken" "$scheme: pictures of it are in $out"
done
isnt=$(cut -d '|' -f 4 "$out/browser/light" "$out/browser/dark" | sort -u | wc -l)
is "$isnt" 2 'the two schemes differ'

# --- the release before, and back and forth with the database kept ---

# What is held is sold first: the database of the user opt, below, would adopt it.
flat=0
as_user trader 'opt-halt --flatten --yes' >"$out/flatten" 2>&1 || flat=$?
ok "$flat" 'opt-halt --flatten'
as_user trader 'opt-posmon -q; opt-halt off' >>"$out/flatten" 2>&1

# shellcheck disable=SC2016 # the other shell expands it
# minute NAME: the user runs the stages of a minute once; prints those that fail
minute() {
	as_user "$1" 'for job in opt-rss opt-classify opt-posmon opt-bars opt-features opt-watchlist opt-chain opt-signal opt-dispatch \
		opt-alert; do $job -q 2>&1 || echo "$job exits $?"; done' 2>&1
}
# kept: rows that must outlive each change of the programs
kept() {
	sql "select (select count(*) from lane_telemetry where ts < '$DAY') || ' bars, ' ||
		(select count(*) from iv_history where day < '$DAY') || ' volatilities'"
}
version() {
	as_root dpkg -s opt | sed -n 's/^Version: //p'
}
if [ -s "$BUILD/deb-previous/opt.deb" ]; then
	cp "$BUILD/deb-previous/opt.deb" "$root/home/trader/OLD.deb"
	old=$(dpkg-deb -f "$BUILD/deb-previous/opt.deb" Version)
	new=$(version)
	user=trader
	follow "$upgrade" 2
	is "$(version)" "$old" 'the release before is installed over the new one'
	is "$(minute trader)" '' 'its programs run on the schema of the new one'
	user=opt
	for step in 2 3 4 5 6; do # on a server, with the database of the release before
		follow "$day_one" $step
	done
	is "$(minute opt)" '' 'the user opt runs the release before on its own schema'
	rows=$(kept)
	like "$rows" '^[1-9][0-9]* bars, [1-9]' 'it has rows'

	user=trader
	follow "$upgrade" 1
	is "$(version)" "$new" 'the new release is installed over the one before'
	user=opt
	named critical schema 'the new programs on the old schema'
	as_user opt 'opt-db dump before.dump'
	is "$(as_user opt 'opt-migrate -q && opt-migrate -q --roles && opt-migrate -q --verify' 2>&1)" '' 'the schema is migrated'
	is "$(minute opt)" '' 'the new programs run on the migrated schema'
	is "$(kept)" "$rows" 'the rows are kept'

	user=trader
	follow "$upgrade" 2
	is "$(version)" "$old" 'and back'
	user=opt
	is "$(minute opt)" '' 'the programs of the release before run on the migrated schema'
	is "$(kept)" "$rows" 'the rows are kept'
	user=trader
	follow "$upgrade" 1
	user=opt
	like "$(as_user opt 'opt-db restore --replace before.dump' 2>&1)" 'opt-migrate' 'a restored copy of the old database names opt-migrate'
	is "$(as_user opt 'opt-migrate -q && opt-migrate -q --roles' 2>&1; minute opt)" '' 'which makes it run again'
	is "$(kept)" "$rows" 'with the rows of the copy'
	as_user opt 'opt-db stop'
else
	echo '# skipped: the release before, which only a git checkout can build'
	as_user opt 'echo entries > halt'
fi

# --- purge ---

user=trader
as_user trader 'crontab -r'
as_root dpkg -L opt | while read -r file; do [ -d "$root$file" ] || echo "$file"; done | sort >"$out/files"
purged=$(as_user trader 'sudo apt purge -y opt' 2>&1) || :
is "$(while read -r file; do [ ! -e "$root$file" ] || echo "$file"; done <"$out/files")" '' 'apt purge opt removes each file of the package'
# named_opt FOLDER: the files in it that are named after the package
named_opt() {
	(cd "$1" && find etc usr var run \( -name opt -o -name 'opt.*' -o -name 'opt-*' -o -name 'opt_*' \) \
		! -path 'var/cache/apt/*' ! -path 'etc/opt/*' ! -path 'var/lib/opt/*') | sort
}
named_opt "$base" >"$out/named"
is "$(named_opt "$root" | comm -13 "$out/named" -)" var/lib/opt 'it keeps the home of the user opt, which is not empty'
like "$purged" '/var/lib/opt is not empty and stays' 'and says so'
like "$(as_root getent passwd opt)" '^opt:' 'the user stays'
[ -d "$root/home/trader/.local/share/opt/data" ] && kept=0 || kept=1
ok "$kept" 'and so does the database of the other user'

[ "$failures" = 0 ] || say "the logs are in $out"
finish
