#!/bin/sh
# Times opt-rss --parse, with its sandboxed process, against sfeed (Debian package sfeed) and feedparser (python3-feedparser):
# over ../shared/data/feeds, where it exists, and over 200 generated feeds of 70 items, in English ("generated") and with four
# of five words in other scripts ("scripts"). Each result is the median wall time of 9 rounds; the programs take turns in one
# run. A shell starts sfeed once per feed, as sfeed reads one feed; feedparser reads all feeds in one process. Prints one JSON
# line per set. Targets for the generated feeds: .6 of sfeed's time, 1/40 of feedparser's, 32 MiB.
. test/tap.sh
runs=9
mkdir "$work/generated"
awk -v folder="$work/generated" -v feeds=200 -v items=70 -v other=.025 -f test/bench/feeds.awk
mkdir "$work/scripts"
awk -v folder="$work/scripts" -v feeds=200 -v items=70 -v other=.8 -f test/bench/feeds.awk

python=
for candidate in python3 /usr/bin/python3; do
	if [ -z "$python" ] && "$candidate" -c 'import feedparser' 2>/dev/null; then
		python=$candidate
	fi
done
cat >"$work/feedparser.py" <<'EOF'
import sys, feedparser
for name in sys.stdin.read().split("\n"):
    if name:
        with open(name, "rb") as file:
            feedparser.parse(file.read())
EOF
cat >"$work/sfeed.sh" <<'EOF'
while read -r name; do
	sfeed <"$name"
done
EOF

by_opt_rss() {
	xargs -d '\n' opt-rss --parse <"$1"
}
by_sfeed() {
	sh "$work/sfeed.sh" <"$1"
}
by_feedparser() {
	"$python" "$work/feedparser.py" <"$1"
}
# timed NAME LIST: appends its wall time in microseconds to the file NAME
timed() {
	from=$(date +%s%N)
	"by_$1" "$2" >/dev/null 2>&1
	to=$(date +%s%N)
	echo $(((to - from) / 1000)) >>"$work/$1.us"
}
median() {
	[ -s "$work/$1.us" ] || return 0
	sort -n "$work/$1.us" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
# The largest memory of one of the two processes, in KiB.
peak() {
	xargs -d '\n' opt-rss --parse <"$1" >/dev/null 2>&1 &
	while kill -0 $! 2>/dev/null; do
		for pid in $(pgrep -x opt-rss); do
			sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null
		done
	done | sort -n | tail -n 1
}

# measure SET FOLDER
measure() {
	find "$2" -name '*.xml' | sort >"$work/list"
	rm -f "$work"/*.us
	i=0
	while [ "$i" -lt $runs ]; do
		i=$((i + 1))
		timed opt_rss "$work/list"
		! command -v sfeed >/dev/null || timed sfeed "$work/list"
		# feedparser takes long and is far slower, so 3 rounds are enough
		[ -z "$python" ] || [ "$i" -gt 3 ] || timed feedparser "$work/list"
	done
	xargs -d '\n' cat <"$work/list" >"$work/all"
	jq -n -c --arg set "$1" --argjson feeds "$(wc -l <"$work/list")" --argjson bytes "$(wc -c <"$work/all")" \
		--arg opt "$(median opt_rss)" --arg sfeed "$(median sfeed)" --arg feedparser "$(median feedparser)" \
		--arg peak "$(peak "$work/list")" '
		def ms: if . == "" then null else tonumber / 1000 end;
		def ratio(a; b): if a == null or b == null then null else (a / b * 100 | round) / 100 end;
		{set: $set, feeds: $feeds, bytes: $bytes, opt_rss_ms: ($opt | ms), sfeed_ms: ($sfeed | ms),
		feedparser_ms: ($feedparser | ms), of_sfeed: ratio(($opt | ms); ($sfeed | ms)),
		times_feedparser: ratio(($feedparser | ms); ($opt | ms)),
		peak_kib: (if $peak == "" then null else ($peak | tonumber) end)}'
}

shared=${FEEDS:-../shared/data/feeds}
if [ -d "$shared" ]; then
	measure shared "$shared"
fi
measure generated "$work/generated"
measure scripts "$work/scripts"
