#!/bin/sh
. test/tap.sh

exits 0 'help' opt-db --help
like "$out" '^usage: opt-db' 'help is on standard output'
is "$err" '' 'and nothing else is said'
exits 0 'version' opt-db -V
is "$out" "opt-db ${VERSION:-0.1.0}" 'the version is the suite'"'"'s'
exits 64 'no command' opt-db
exits 64 'an unknown command' opt-db frobnicate
is "$err" 'opt-db: unknown command "frobnicate"' 'is named'
exits 64 'an unknown option' opt-db --frob start
exits 64 '-D without a folder' opt-db start -D
exits 64 '-D with an empty one' opt-db -D '' start
exits 64 'too many arguments' opt-db start now
exits 64 'restore without a file' opt-db restore
exits 64 '--fast for another command' opt-db stop --fast
exits 64 '--yes for another command' opt-db start --yes
exits 64 'a folder named /' opt-db -D /// start
exits 64 'a control character in the name' opt-db -D "$(printf 'a\tb')" start

exits 69 'status of nothing' opt-db -D "$work/none" status
is "$out" "{\"dir\":\"$work/none\",\"state\":\"absent\",\"pid\":null,\"socket\":null,\"postgresql\":null}" 'says so'
exits 69 'stop of nothing' opt-db -D "$work/none" stop
exits 69 'env of nothing' opt-db -D "$work/none" env
is "$out" '' 'prints nothing to eval'
exits 0 'destroy of nothing' opt-db -D "$work/none" destroy --yes
[ ! -e "$work/none" ]
ok $? 'asking makes no folder'

mkdir "$work/full"
: >"$work/full/precious"
exits 64 'init in a folder that holds something' opt-db -D "$work/full" init
[ -e "$work/full/precious" ]
ok $? 'leaves it alone'
exits 0 'destroy of a folder that is not ours' opt-db -D "$work/full" destroy --yes
[ -e "$work/full/precious" ]
ok $? 'leaves it alone, too'

OPT_PG_BINDIR=/nonexistent
PATH=$BUILD/bin:/usr/bin:/bin
export OPT_PG_BINDIR
if [ "$(id -u)" != 0 ]; then
	exits 77 'a folder that cannot be made' opt-db -D /proc/opt init
else
	skip 'root may write anywhere'
fi
finish
