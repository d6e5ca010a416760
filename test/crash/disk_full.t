#!/bin/sh
# The disk of the database is full: a small file system in memory, in a mount namespace of its own, holds a cluster and is filled.
# A stage says so, ends with a temporary fault and leaves nothing half written; with space again the next run completes.
. test/tap.sh
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
exits 0 'with space' opt-rss -q --import "$work/few.opml"
psql -XAtqc 'checkpoint'
before=$(sql 'select count(*) from feed_state')

dd if=/dev/zero of="$inside/filler" bs=64k 2>/dev/null
rm -f "$work/err"
run opt-rss -q --import "$work/many.opml"
like "$status" '^(69|75)$' 'C10 the disk of the database is full: a temporary fault'
is "$(printf '%s\n' "$err" | grep -c .)" 1 'C10 in one line'
like "$err" 'No space left|space|connection|recovery|terminat' 'C10 that names the reason'

rm "$inside/filler"
# the server may have stopped, because it could not write its log
opt-db -q -D "$inside/db" start
is "$(sql 'select count(*) from feed_state')" "$before" 'C10 nothing is half written'
exits 0 'with space again' opt-rss -q --import "$work/few.opml"
exits 0 'and the next run of a stage' opt-watchlist -q
finish
