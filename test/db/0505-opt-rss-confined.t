#!/bin/sh
# opt-rss: slow, endless and incomplete responses; and the confinement of the parser, started early or late.
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

# Responses
only /endless /slow /halfjson /dense /good /br /zstd
exits 1 'endless, incomplete and bloated responses' opt-rss
is "$(state /endless last_error)" 'more than 16777216 bytes' 'P14 endless chunks'
like "$(state /slow last_error)" 'too slow' 'P15 one byte per second'
like "$(state /halfjson last_error)" 'not a JSON feed' 'P18 half of a JSON feed'
is "$(sql "select count(*) from inbound_events_raw where feed_url like '%/halfjson'")" 0 'P18 none of its items is stored'
is "$(state /dense last_error)" 'more than 100 times larger than what was sent' 'P13 a body below the limit, but compressed more than 100 times'
is "$(state /good last_status)" 200 'P13 the next feed is fetched'
is "$(state /br last_status)|$(state /zstd last_status)" '200|200' 'br and zstd are decoded'
is "$(sql "select count(*) from inbound_events_raw where title = 'Padded'")" 2 'both completely'
like "$(grep '^/br ' "$work/log.headers")" ' accept-encoding ' 'the request offers the encodings'

# Progress, on a terminal only
only /good /twice /same /dates /ttl
if command -v script >/dev/null; then
	drawn=$(script -qec 'opt-rss >/dev/null' /dev/null </dev/null | tr '\r\033' '\nE')
	like "$drawn" '^E\[K5 of 5 feeds, 100 %$' 'on a terminal the progress is shown'
	is "$(printf '%s\n' "$drawn" | tail -n 1)" 'E[K' 'and removed at the end'
	sql 'update feed_state set next_due = null'
	is "$(script -qec 'opt-rss -q >/dev/null' /dev/null </dev/null)" '' '-q: the progress is not shown'
else
	skip 'no script(1)'
fi
sql 'update feed_state set next_due = null'
run opt-rss
case $err in
*' of 5 feeds'*) ok 1 'not elsewhere' ;;
*) ok 0 'not elsewhere' ;;
esac

# Identity, dates, charset
only /again
exits 0 'one guid with two texts, one link with two guids' opt-rss
is "$(sql "select title from inbound_events_raw where guid = 'g1'" | sort | tr '\n' ' ')" \
	'Alpha beats estimates Reported again ' 'P23 a guid that is not a URI counts within its feed'
is "$(sql "select count(*) from inbound_events_raw where link = 'http://news/1'")" 2 'P23 items with one link and two guids are two items'
only /1970 /charset
exits 0 'old dates, a charset in the header' opt-rss
is "$(sql "select title, published_at, published_source from inbound_events_raw where feed_url like '%/1970' order by 1" | tr '\n' ' ')" \
	'Day|2026-01-26 00:00:00+00|partial Old|1970-01-01 00:00:00+00|item ' 'P22 1970 with an unknown zone; a day without a time'
is "$(sql "select title from inbound_events_raw where feed_url like '%/charset'")" 'café' \
	'P27 the charset of the header overrides the declaration'

# The confined parser. /koi needs an encoding that the first parser has not loaded. So a second one is started, long after the
# program connected to the database and read the keys. /silent keeps the program waiting meanwhile.
marker=opensesame$$
only /good /koi /silent
APCA_API_SECRET_KEY=$marker PGPASSWORD=$marker opt-rss >"$work/rows" 2>&1 &
rss=$!
tries=0
until [ "$(state /koi last_status)" = 200 ] || [ "$tries" -ge 100 ]; do
	tries=$((tries + 1))
	sleep .1
done
is "$(sql "select title from inbound_events_raw where feed_url like '%/koi'")" 'Москва' 'a parser started late reads its feed'
# child_of PID: its first child
child_of() {
	tr ' ' '\n' 2>/dev/null <"/proc/$1/task/$1/children" | head -n 1
}
zygote=$(child_of "$rss")
parser=$(child_of "$zygote")
if [ -n "$parser" ]; then
	is "$(sed -n 's/^Seccomp:[^0-9]*//p' "/proc/$parser/status")" 2 'the parser runs under a seccomp filter'
	is "$(sed -n 's/^NoNewPrivs:[^0-9]*//p' "/proc/$parser/status")" 1 'it can gain no privileges'
	like "$(sed -n 's/^Max open files *//p' "/proc/$parser/limits")" '^0 ' 'it can open no file'
	if head -c 1 "/proc/$parser/environ" >/dev/null 2>&1; then
		# shellcheck disable=SC2012 # names of descriptors
		for pid in $zygote $parser; do
			is "$(ls "/proc/$pid/fd" 2>/dev/null | tr '\n' ' ')" '0 ' 'the zygote and the parser have one descriptor'
			is "$(tr -d '\000' <"/proc/$pid/environ" 2>/dev/null)" '' 'P31 they have no environment'
		done
		is "$(perl test/memory.pl "$rss" "$marker")" found 'P31 the keys are in the memory of the program'
		is "$(perl test/memory.pl "$zygote" "$marker")" none 'P31 the keys are not in the memory of the zygote'
		is "$(perl test/memory.pl "$parser" "$marker")" none 'P31 the keys are not in the memory of the parser'
		is "$(perl test/memory.pl "$parser" "$PGHOST")" none 'the parser does not know the database'
	else
		skip 'descriptors and memory of the parser: only root may read them'
	fi
else
	skip 'no /proc/PID/task/TID/children'
fi
kill "$rss"
wait "$rss" 2>/dev/null

# Without a filter no feed is parsed.
if perl test/refuse_seccomp.pl true 2>/dev/null; then
	only /good
	exits 69 'a kernel without seccomp' perl test/refuse_seccomp.pl opt-rss
	is "$(printf '%s\n' "$err" | grep -c .)" 1 'the error is one line'
	like "$err" 'could not sandbox the parser: this system allows no seccomp filter' 'it has the reason'
	is "$(state /good last_fetch)" '' 'no feed was fetched'
else
	skip 'this system allows no seccomp filter'
fi
finish
