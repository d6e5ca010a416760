#!/bin/sh
# opt-rss: what slow, endless and half answers come to; and what the process that parses can see, started early or late.
. test/tap.sh
. test/paper.sh
broker_database
OPT_NOW=2026-01-26T14:30:20Z
OPT_FEEDS_ALLOW_PRIVATE=yes
export OPT_NOW OPT_FEEDS_ALLOW_PRIVATE
perl test/feeds.pl "$work/url" "$work/log" &
broker_pid=$!
broker_wait "$work/url" || exit 1
url=$(cat "$work/url")

only() {
	sql 'delete from feed_state'
	for path in "$@"; do
		printf '%s%s\n' "$url" "$path"
	done >"$work/list"
	opt-rss -q --import "$work/list"
}
state() {
	sql "select $2 from feed_state where feed_url = '$url$1'"
}

# Answers
only /endless /slow /halfjson /dense /good /br /zstd
exits 1 'some that do not end, are half, or swell' opt-rss
is "$(state /endless last_error)" 'more than 16777216 bytes' 'P14 chunks without end'
like "$(state /slow last_error)" 'too slow' 'P15 a byte a second'
like "$(state /halfjson last_error)" 'no JSON feed' 'P18 half of a JSON feed'
is "$(sql "select count(*) from inbound_events_raw where feed_url like '%/halfjson'")" 0 'P18 nothing of it is stored'
is "$(state /dense last_error)" 'more than 100 times larger than what was sent' 'P13 below the limit, but made to swell'
is "$(state /good last_status)" 200 'P13 the next feed goes on'
is "$(state /br last_status)|$(state /zstd last_status)" '200|200' 'br and zstd are read'
is "$(sql "select count(*) from inbound_events_raw where title = 'Padded'")" 2 'whole'
like "$(grep '^/br ' "$work/log.headers")" ' accept-encoding ' 'what can be read is offered'

# Progress, on a terminal only
only /good /twice /same /dates /ttl
if command -v script >/dev/null; then
	like "$(script -qec opt-rss /dev/null </dev/null | tr '\r' '\n')" '^5 of 5 feeds' 'on a terminal it says how far it is'
else
	skip 'no script(1)'
fi
sql 'update feed_state set next_due = null'
run opt-rss
case $err in
*' of 5 feeds'*) ok 1 'elsewhere not' ;;
*) ok 0 'elsewhere not' ;;
esac

# Identity, dates, charset
only /again
exits 0 'the same guid with another text, the same link with other guids' opt-rss
is "$(sql "select title from inbound_events_raw where guid = 'g1'" | sort | tr '\n' ' ')" \
	'Alpha beats estimates Told again ' 'P23 a guid that is no address counts within its feed'
is "$(sql "select count(*) from inbound_events_raw where link = 'http://news/1'")" 2 'P23 the guid counts before the link'
only /1970 /charset
exits 0 'old dates, a charset in the header' opt-rss
is "$(sql "select title, published_at, published_source from inbound_events_raw where feed_url like '%/1970' order by 1" | tr '\n' ' ')" \
	'Day|2026-01-26 00:00:00+00|partial Old|1970-01-01 00:00:00+00|item ' 'P22 1970 with a zone nobody knows; a day alone'
is "$(sql "select title from inbound_events_raw where feed_url like '%/charset'")" 'café' \
	'P27 the charset of the header counts before the declaration'

# The process that parses. /koi needs an encoding that the first one has not loaded, so that a second one is started, long
# after the database was connected and the keys were read; /silent keeps everything waiting.
marker=opensesame$$
only /good /koi /silent
APCA_API_SECRET_KEY=$marker PGPASSWORD=$marker opt-rss >"$work/rows" 2>&1 &
rss=$!
tries=0
until [ "$(state /koi last_status)" = 200 ] || [ "$tries" -ge 100 ]; do
	tries=$((tries + 1))
	sleep .1
done
is "$(sql "select title from inbound_events_raw where feed_url like '%/koi'")" 'Москва' 'a parser that was started late'
# child_of PID: the first one
child_of() {
	tr ' ' '\n' 2>/dev/null <"/proc/$1/task/$1/children" | head -n 1
}
keeper=$(child_of "$rss")
parser=$(child_of "$keeper")
if [ -n "$parser" ]; then
	is "$(sed -n 's/^Seccomp:[^0-9]*//p' "/proc/$parser/status")" 2 'runs under a filter'
	is "$(sed -n 's/^NoNewPrivs:[^0-9]*//p' "/proc/$parser/status")" 1 'and can gain no rights'
	like "$(sed -n 's/^Max open files *//p' "/proc/$parser/limits")" '^0 ' 'can open nothing'
	if head -c 1 "/proc/$parser/environ" >/dev/null 2>&1; then
		# shellcheck disable=SC2012 # names of descriptors
		for pid in $keeper $parser; do
			is "$(ls "/proc/$pid/fd" 2>/dev/null | tr '\n' ' ')" '0 ' 'has one descriptor'
			is "$(tr -d '\000' <"/proc/$pid/environ" 2>/dev/null)" '' 'P31 and no environment'
		done
		is "$(perl test/memory.pl "$rss" "$marker")" found 'P31 the keys are in the memory of the program'
		is "$(perl test/memory.pl "$keeper" "$marker")" none 'P31 not in that of the process that starts parsers'
		is "$(perl test/memory.pl "$parser" "$marker")" none 'P31 not in that of a parser started late'
		is "$(perl test/memory.pl "$parser" "$PGHOST")" none 'which knows no database'
	else
		skip 'descriptors and memory of the parser: only root may look'
	fi
else
	skip 'no /proc/PID/task/TID/children'
fi
kill "$rss"
wait "$rss" 2>/dev/null

# Without a filter nothing is parsed.
if perl test/refuse_seccomp.pl true 2>/dev/null; then
	only /good
	exits 69 'a kernel without seccomp' perl test/refuse_seccomp.pl opt-rss
	is "$(printf '%s\n' "$err" | grep -c .)" 1 'one line'
	like "$err" 'could not sandbox the parser: this system allows no seccomp filter' 'that says why'
	is "$(state /good last_fetch)" '' 'and nobody was asked'
else
	skip 'no filter can be set here'
fi
finish
