#!/bin/sh
# opt-halt without a database: options, and the halt file alone.
. test/tap.sh
PGHOST=$work/nowhere
OPT_HALT_FILE=$work/a/b/halt
export PGHOST OPT_HALT_FILE

exits 0 'help' opt-halt --help
like "$out" '^usage: opt-halt' 'help is on standard output'
exits 64 'a halt without a reason' opt-halt entries
exits 64 'an empty reason' opt-halt entries --why ' '
exits 64 'an unknown scope' opt-halt everything --why test
like "$err" 'not a scope: .*everything' 'it is named'
exits 64 'two operands' opt-halt entries all --why test
exits 64 '--for without a halt' opt-halt --for 5
exits 64 '--yes without --flatten' opt-halt --yes
for minutes in 0 -1 x 1.5 ''; do
	exits 64 "--for \"$minutes\"" opt-halt entries --why test --for "$minutes"
done

exits 69 'O51 the state without a database' opt-halt
is "$(printf '%s' "$out" | jq -r '.state + " " + .file_content')" 'REDUCING absent' 'entries are refused then'
exits 1 'a halt without a database' opt-halt all --why test
is "$(cut -d' ' -f1 "$OPT_HALT_FILE")" all 'is in the file'
is "$(stat -c %a "$OPT_HALT_FILE")" 644 'which every program can read'
is "$(ls "$work/a/b")" halt 'and nothing else is left in its folder'
exits 1 'a weaker halt' opt-halt entries --why test
is "$(cut -d' ' -f1 "$OPT_HALT_FILE")" all 'does not weaken the file'
exits 69 'O49 the state' opt-halt
is "$(printf '%s' "$out" | jq -r .state)" HALTED 'is HALTED'
exits 69 'clearing it without a database' opt-halt off
[ ! -e "$OPT_HALT_FILE" ]
ok $? 'removes the file'
exits 69 'a halt of a ticker without a database is set nowhere' opt-halt AAPL --why test

mkdir -p "$work/c" && ln -s "$work/target" "$work/c/halt" && echo keep >"$work/target"
OPT_HALT_FILE=$work/c/halt
exits 1 'a link in place of the file' opt-halt entries --why test
is "$(cat "$work/target")" keep 'is not followed'
rm -f "$work/c/halt"
mkfifo "$work/c/halt"
exits 69 'O50 a FIFO in place of the file holds up nothing' opt-halt
like "$err" "could not read the halt file .*$work/c/halt.*not a regular file" 'its path and the reason are told'
is "$(printf '%s' "$out" | jq -r .state)" REDUCING 'and entries are refused'
OPT_HALT_FILE=/proc/nowhere/halt
exits 69 'a folder that cannot be made' opt-halt all --why test
like "$err" 'could not make the folder' 'is told'
unset OPT_HALT_FILE
if [ "$(id -u)" = 0 ]; then
	exits 69 'the default of root' opt-halt
	is "$(printf '%s' "$out" | jq -r .file)" /var/lib/opt/halt 'is the file of the system'
	run setpriv --reuid 12345 --clear-groups env XDG_STATE_HOME="$work/state" opt-halt
	is "$(printf '%s' "$out" | jq -r .file)" "$work/state/opt/halt" 'a user has a file of their own'
else
	XDG_STATE_HOME=$work/state exits 69 'a user' opt-halt
	is "$(printf '%s' "$out" | jq -r .file)" "$work/state/opt/halt" 'has a file of their own'
fi
finish
