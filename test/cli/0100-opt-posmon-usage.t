#!/bin/sh
. test/tap.sh

exits 0 'help' opt-posmon --help
like "$out" '^usage: opt-posmon' 'help is on standard output'
like "$out" '--close ID\|SYMBOL' 'with its own options'
exits 0 'version' opt-posmon --version
is "${out%% (*}" "opt-posmon ${VERSION:-0.1.0}" 'the version is the suite'"'"'s'
exits 64 'an unknown option' opt-posmon --frob
exits 64 'an operand' opt-posmon AAPL
for seconds in 0 -1 x 1.5 3601 ''; do
	exits 64 "--every \"$seconds\"" opt-posmon --every "$seconds"
done
exits 64 'nothing to close' opt-posmon --close ''
for id in 0 -1 x 1.5 ''; do
	exits 64 "--forget \"$id\"" opt-posmon --forget "$id" --why gone
done
exits 64 '--forget without a reason' opt-posmon --forget 1
exits 64 '--forget with an empty reason' opt-posmon --forget 1 --why ' '
exits 64 'a reason for nothing' opt-posmon --why gone
exits 64 '--forget and --close' opt-posmon --forget 1 --why gone --close 1
exits 64 '--reconcile-only and --close' opt-posmon --reconcile-only --close 1
PGHOST=$work
export PGHOST
unset APCA_API_KEY_ID APCA_API_SECRET_KEY
exits 77 'no keys' opt-posmon
APCA_API_KEY_ID=k
APCA_API_SECRET_KEY=s
export APCA_API_KEY_ID APCA_API_SECRET_KEY
exits 64 'a pinned clock and the real broker' opt-posmon --now 2026-01-26T15:00:00Z
APCA_API_BASE_URL=http://127.0.0.1:9
APCA_API_DATA_URL=http://127.0.0.1:9
export APCA_API_BASE_URL APCA_API_DATA_URL
exits 69 'no database' opt-posmon --now 2026-01-26T15:00:00Z
is "$(printf '%s\n' "$err" | wc -l)" 1 'one line says so'
is "$out" '' 'and nothing else does'
finish
