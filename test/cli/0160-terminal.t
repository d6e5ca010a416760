#!/bin/sh
# Rows on a terminal: tables in New York's time, fitted to its width, and sentences where a table would have no rows.
. test/tap.sh

on_terminal 80 'opt-calendar --now 2026-11-25T16:00:00Z 2026-11-25 2026-11-28'
is "$out" 'day             opens  UTC    closes  early close
Wed 2026-11-25  09:30  14:30  16:00   no
Fri 2026-11-27  09:30  14:30  13:00   yes
market open; closes Wed 16:00 New York' 'sessions are a table'
on_terminal 44 'opt-calendar --now 2026-11-25T16:00:00Z 2026-11-25'
is "$(printf '%s\n' "$out" | head -n 1)" 'day             opens  closes  early close' 'UTC needs room'
on_terminal 30 'opt-calendar --now 2026-11-25T16:00:00Z 2026-11-25'
is "$out" 'day             opens  closes
Wed 2026-11-25  09:30  16:00
(too narrow for: early close)
market open; closes Wed 16:00 New York' 'a narrow terminal gets fewer columns, and says so'
on_terminal 80 'COLUMNS=30 opt-calendar --now 2026-11-25T16:00:00Z 2026-11-25'
like "$out" 'too narrow' 'COLUMNS has the last word'
on_terminal 80 'opt-calendar --now 2026-01-31T15:00:00Z'
is "$out" 'market closed; opens Mon 09:30 New York' 'a day without a session: a sentence'
on_terminal 80 'opt-calendar -q --now 2026-01-31T15:00:00Z'
is "$out" '' '-q: nothing'
on_terminal 80 'opt-calendar --json 2026-11-25'
like "$out" '^\{"program":"opt-calendar","event":"session","day":"2026-11-25","opens_at":' '--json: rows'
on_terminal 80 'opt-calendar 2026-11-25 | cat'
like "$out" '^\{"program":"opt-calendar","event":"session","day":"2026-11-25","opens_at":' 'into a pipe: rows'

# Each member that a column shows is written by a row writer: a misspelt one would show as unknown for ever.
written=$(cat lib/*/*.c lib/*/io/*.c tools/*.c | tr '\n' ' ' | grep -o 'jsonl_[a-z0-9_]*([^;]*' | grep -o '"[a-z0-9_]*"'
	sed -n 's/^FEATURE([a-z_]*, \([a-z0-9_]*\)).*/"\1"/p' lib/market/feature_columns.def)
for member in $(sed -n '/struct view_column .*\[\] = {/,/^};/s/^[[:space:]]*{"\([a-z0-9_.]*\)",.*/\1/p' tools/opt-*.c lib/*/io/*.c |
	tr '.' '\n' | sort -u); do
	case $written in
	*"\"$member\""*) ;;
	*) ok 1 "the column of $member shows a member of a row" ;;
	esac
done
ok 0 'all columns show members of rows'
finish
