#!/bin/sh
# The disk of the database is full: a small file system in memory, in a mount namespace of its own, holds a cluster and is filled.
# A stage says so, ends with a temporary fault and leaves nothing half written; with space again the next run completes.
# opt-status says that the disk is full, and an alert of that time is sent once, when there is space again.
. test/tap.sh
. test/alert.sh
inside=$work/disk

if [ "${1:-}" != inside ]; then
	unshare -m true 2>/dev/null || {
		skip 'a mount namespace is not permitted'
		finish
	}
	exec unshare -m sh "$0" inside
fi

mkdir "$inside"
chmod 711 "$work"
mount -t tmpfs -o size=160m tmpfs "$inside" || exit 1
opt-db -q -D "$inside/db" start || exit 1
# shellcheck disable=SC2317 # the trap calls it
clean() {
	alert_server_stop
	opt-db -q -D "$inside/db" destroy --yes
	umount "$inside"
	rm -rf "$work"
}
trap clean EXIT
eval "$(opt-db -D "$inside/db" env)"
OPT_NOW=2026-01-26T15:00:00Z
export OPT_NOW
opt-migrate -q && opt-migrate --roles || exit 1

feeds() {
	echo '<opml version="2.0"><body>'
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "<outline type=\"rss\" text=\"feed\" xmlUrl=\"https://%d.example/%0900d\"/>\n", i, i }'
	echo '</body></opml>'
}
feeds 3 >"$work/few.opml"
feeds 8000 >"$work/many.opml"
alert_server || exit 1
alert() {
	run opt-alert -c "$work/alert.conf"
}
exits 0 'with space' opt-rss -q --import "$work/few.opml"
exits 0 'and a file for Prometheus' sh -c 'opt-status -q --quick --textfile "$1"; test -s "$1"' sh "$inside/opt.prom"
cp "$inside/opt.prom" "$work/opt.prom"
sql "insert into alert_outbox (dedupe_key, channel, severity, subject, body, created_at)
	values ('full', 'email', 'critical', 'told on a full disk', 'x', '2026-01-26 14:59Z')"
psql -XAtqc 'checkpoint'
before=$(sql 'select count(*) from feed_state')

dd if=/dev/zero of="$inside/filler" bs=64k 2>/dev/null
rm -f "$work/err"
run opt-rss -q --import "$work/many.opml"
like "$status" '^(69|75)$' 'C10 the disk of the database is full: a temporary fault'
is "$(printf '%s\n' "$err" | grep -c .)" 1 'C10 in one line'
like "$err" 'No space left|space|connection|recovery|terminat' 'C10 that names the reason'

run env HOME="$inside" opt-status --quick --textfile "$inside/opt.prom"
is "$status $(printf '%s\n' "$out" | jq -r 'select(.check == "disk") | .level')" '74 critical' 'C10 opt-status names the full disk'
is "$(printf '%s\n' "$err" | grep -c .) $(cmp "$work/opt.prom" "$inside/opt.prom" && ls "$inside" | grep -c new)" '1 0' \
	'C10 the file for Prometheus stays as it was, and the error is one line'
for second in 1 2 3; do
	OPT_NOW=2026-01-26T15:00:0${second}Z
	alert
	like "$status" '^(0|1|69|75)$' 'C10 opt-alert on a full disk'
done

rm "$inside/filler"
# the server may have stopped, because it could not write its log
opt-db -q -D "$inside/db" start
is "$(sql 'select count(*) from feed_state')" "$before" 'C10 nothing is half written'
exits 0 'with space again' opt-rss -q --import "$work/few.opml"
for minute in 10 20 30; do
	OPT_NOW=2026-01-26T15:$minute:00Z
	alert
done
is "$status $(cat "$box"/mail.* | grep -c 'told on a full disk')" '0 1' 'C10 the alert of that time is told once'
exits 0 'and the next run of a stage' opt-watchlist -q
finish
