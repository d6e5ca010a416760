#!/bin/sh
# The numbers of scenarios in the tests are those of test/SCENARIOS, and the list is well formed. What has no test yet is
# a diagnostic, not a failure. (In this file no number is written out: it would count as a test of that scenario.)
. test/tap.sh

exits 0 'the list and the tests agree' sh test/scenarios.sh
printf '# %s\n' "$(printf '%s\n' "$out" | tail -n 1)" >&2
first=$(grep -m 1 '^O' test/SCENARIOS)
is "$(printf '%s\n' "$out" | grep -cE '^[OCP][0-9]{2}  (covered|missing) ')" "$(grep -c '^[OCP]' test/SCENARIOS)" \
	'one row per scenario'

# copy: the list and the tests, to be damaged
copy() {
	rm -rf "$work/copy"
	mkdir -p "$work/copy"
	cp test/SCENARIOS "$work/copy"
	for kind in unit cli db e2e; do
		mkdir "$work/copy/$kind"
		cp test/$kind/*.[ct] "$work/copy/$kind"
	done
}

# finds NAME EXPRESSION: scenarios.sh exits 1 and names the mistake
finds() {
	exits 1 "$1" sh test/scenarios.sh "$work/copy"
	like "$err" "$2" "$1: named"
}

copy
exits 0 'a copy as it is' sh test/scenarios.sh "$work/copy"
before=$out
printf 'ok 0 "%s99 what nobody listed"\n' P >>"$work/copy/cli/0060-scenarios.t"
finds 'a test with a number that is not in the list' 'cli/0060-scenarios.t:[0-9]+: P[9]9 is not in '
copy
printf '/* %s00: a comment */\n' C >>"$work/copy/unit/order.c"
finds 'a comment with such a number' 'unit/order.c:[0-9]+: C[0]0 is not in '
copy
printf 'AAPL260206%s00250000 X%s99 %s999 %s99_\n' C C C C >>"$work/copy/cli/0060-scenarios.t"
exits 0 'letters and digits that are no number of a scenario' sh test/scenarios.sh "$work/copy"
copy
printf '%s\n' "$first" >>"$work/copy/SCENARIOS"
finds 'a scenario twice' 'SCENARIOS:[0-9]+: O0[1] is there twice'
copy
sed -i "s/^\(${first%% *}\) .* -> /\1  /" "$work/copy/SCENARIOS"
finds 'a line without its outcome' 'SCENARIOS:[0-9]+: not of the form'
copy
sed -i 's/^P0/P/' "$work/copy/SCENARIOS"
finds 'a number of one digit' 'SCENARIOS:[0-9]+: not of the form'
copy
printf '%s\n' 'some words' >>"$work/copy/SCENARIOS"
finds 'a line of something else' 'SCENARIOS:[0-9]+: not of the form'
copy
sed -i "/^${first%% *}/d" "$work/copy/SCENARIOS"
printf '%s\n' "$first" >>"$work/copy/SCENARIOS"
finds 'a line out of order' 'SCENARIOS:[0-9]+: O0[1] comes after P'
copy
grep -v '^[OCP]' test/SCENARIOS >"$work/copy/SCENARIOS"
finds 'an empty list' 'SCENARIOS is empty'
copy
sed -i "s/${first%% *}/this/g" "$work/copy"/*/*
exits 0 'a scenario that lost its tests' sh test/scenarios.sh "$work/copy"
like "$out" "^${first%% *}  missing  the broker takes" 'is missing'
is "$(printf '%s\n' "$out" | tail -n 1)" "$(printf '%s\n' "$before" | tail -n 1 |
	awk '{ print $1, $2, $3 - 1, $4, $5 + 1, $6 }')" 'and counted'
finish
