#!/bin/sh
# opt-report without a database: its options and the names of files.
. test/tap.sh
HOME=$work
PGHOST=$work
export HOME PGHOST
exits 0 'help' opt-report --help
like "$out" '^usage: opt-report' 'help is on standard output'
for day in '' 2026-13-01 yesterday 2026-01-26T00:00:00Z; do
	exits 64 "--since $day" opt-report --since "$day"
	exits 64 "--until $day" opt-report --until "$day"
done
exits 64 '--until before --since' opt-report --since 2026-01-27 --until 2026-01-26
exits 64 'a strategy that does not exist' opt-report --strategy scalping
like "$err" 'not one of day_trade' 'names the strategies'
exits 64 'an account without a name' opt-report --account ''
exits 64 'an account of 64 characters' opt-report --account "$(printf '%064d' 0)"
exits 69 'one of 63 is searched for' opt-report --account "$(printf '%063d' 0)"
exits 64 'a file without a name' opt-report --out ''
exits 64 'an operand without a name' opt-report ''
exits 64 'two files' opt-report "$work/a.html" "$work/b.html"
exits 64 'a file as an option and as an operand' opt-report --out "$work/a.html" "$work/b.html"
exits 69 'no database' opt-report "$work/a.html"
[ ! -e "$work/a.html" ]
ok $? 'writes no file without a database'
finish
