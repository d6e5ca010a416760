#!/bin/sh
. test/tap.sh

exits 0 'help' opt-db --help
like "$out" '^usage: opt-db' 'help is on standard output'
is "$err" '' 'standard error is empty'
exits 0 'version' opt-db -V
is "${out%% (*}" "opt-db ${VERSION:-0.1.0}" 'the version is that of the suite'
exits 64 'no command' opt-db
exits 64 'an unknown command' opt-db frobnicate
is "$err" 'opt-db: unknown command "frobnicate"' 'the message names it'
exits 64 'an unknown option' opt-db --frob start
exits 64 '-D without a folder' opt-db start -D
exits 64 '-D with an empty name' opt-db -D '' start
exits 64 'too many arguments' opt-db start now
exits 64 'restore without a file' opt-db restore
exits 64 '--fast for another command' opt-db stop --fast
exits 64 '--yes for another command' opt-db start --yes
exits 64 'a folder named /' opt-db -D /// start
exits 64 'a control character in the name' opt-db -D "$(printf 'a\tb')" start

exits 69 'status without a server' opt-db -D "$work/none" status
is "$out" "{\"dir\":\"$work/none\",\"state\":\"absent\",\"pid\":null,\"socket\":null,\"postgresql\":null}" 'prints that it is absent'
exits 69 'stop without a server' opt-db -D "$work/none" stop
exits 69 'env without a server' opt-db -D "$work/none" env
is "$out" '' 'prints nothing'
exits 0 'destroy without a server' opt-db -D "$work/none" destroy --yes
[ ! -e "$work/none" ]
ok $? 'none of these creates the folder'

mkdir "$work/full"
: >"$work/full/precious"
exits 64 'init in a folder that is not empty' opt-db -D "$work/full" init
[ -e "$work/full/precious" ]
ok $? 'init leaves the file there'
exits 0 'destroy of a folder that opt-db did not make' opt-db -D "$work/full" destroy --yes
[ -e "$work/full/precious" ]
ok $? 'destroy leaves the file there'

OPT_PG_BINDIR=/nonexistent
PATH=$BUILD/bin:/usr/bin:/bin
export OPT_PG_BINDIR
if [ "$(id -u)" != 0 ]; then
	exits 77 'a folder that cannot be created' opt-db -D /proc/opt init
else
	skip 'root can write everywhere'
fi
finish
