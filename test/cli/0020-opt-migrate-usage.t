#!/bin/sh
. test/tap.sh

exits 0 'help' opt-migrate --help
like "$out" '^usage: opt-migrate' 'help is on standard output'
exits 0 'version' opt-migrate --version
is "${out%% (*}" "opt-migrate ${VERSION:-0.1.0}" 'the version is that of the suite'
exits 64 'an unknown option' opt-migrate --frob
exits 64 'an operand' opt-migrate now
exits 64 'two modes at once' opt-migrate --status --verify
exits 64 'a password among the arguments' opt-migrate -d 'host=/tmp password=secret'
case $err in
*secret*) ok 1 'the message does not repeat it' ;;
*) ok 0 'the message does not repeat it' ;;
esac
PGHOST=$work
export PGHOST
for mode in --status --verify --roles -n -q; do
	exits 69 "$mode without a database" opt-migrate "$mode"
	is "$(printf '%s\n' "$err" | wc -l)" 1 "$mode: the error is one line"
	is "$out" '' "$mode: standard output is empty"
done
finish
