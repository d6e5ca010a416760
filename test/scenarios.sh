#!/bin/sh
# scenarios.sh [FOLDER]: which of the faults of FOLDER/SCENARIOS (test/SCENARIOS) have a test: number, covered or missing, the
# tests in FOLDER/{unit,cli,db,e2e,crash} that name it. Mistakes in the list or in a test go to standard error; then exit 1.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C
export LC_ALL
folder=${1:-test}
list=$folder/SCENARIOS
if [ -t 1 ]; then
	width=$(stty size 2>/dev/null | cut -d' ' -f2)
fi

set -- "$list"
for test in "$folder"/unit/*.c "$folder"/cli/*.t "$folder"/db/*.t "$folder"/e2e/*.t "$folder"/crash/*.t "$folder"/crash/*.pl; do
	[ ! -e "$test" ] || set -- "$@" "$test"
done
awk -v list="$list" -v width="${width:-0}" '
function mistake(text) {
	print FILENAME ":" FNR ": " text | "cat >&2"
	mistakes++
}
# Table: the names of the tests, folded to the width of the terminal, aligned under the first.
function row(id,    names, count, i, line) {
	count = split(tests[id], names, " ")
	line = sprintf("%-4s %-8s", id, count > 0 ? "covered" : "missing")
	for (i = 1; i <= count; i++) {
		if (length(line) > 13 && length(line) + 1 + length(names[i]) > width) {
			print line
			line = sprintf("%13s", "")
		}
		line = line " " names[i]
	}
	if (count == 0)
		line = line " " fault[id]
	print line
}
FILENAME == list {
	if (/^#/ || /^$/)
		next
	id = $1
	if (!/^[OCP][0-9][0-9]  [^ ].*[^ ] -> [^ ]/) {
		mistake("not of the form \"O01  fault -> outcome\": " $0)
	} else if (id in fault) {
		mistake(id " is there twice")
	} else if (index("OCP", substr(id, 1, 1)) id < place) {
		mistake(id " comes after " substr(place, 2))
	}
	if (!(id in fault))
		order[++listed] = id
	place = index("OCP", substr(id, 1, 1)) id
	fault[id] = substr($0, 6)
	sub(/ -> .*/, "", fault[id])
	next
}
FNR == 1 {
	count = split(FILENAME, part, "/")
	name = part[count - 1] "/" part[count]
}
# a letter and two digits that no other letter or digit touches
{
	rest = " " $0 " "
	while (match(rest, /[^A-Za-z0-9_][OCP][0-9][0-9][^A-Za-z0-9_]/)) {
		id = substr(rest, RSTART + 1, 3)
		rest = substr(rest, RSTART + 4)
		if (!(id in fault))
			mistake(id " is not in " list)
		else if (!((id, name) in seen))
			tests[id] = tests[id] " " name
		seen[id, name] = 1
	}
}
END {
	if (listed == 0) {
		print list " is empty" | "cat >&2"
		mistakes++
	}
	if (width == 0)
		width = 100
	for (i = 1; i <= listed; i++) {
		row(order[i])
		covered += tests[order[i]] != ""
	}
	printf "%d scenarios: %d covered, %d missing\n", listed, covered, listed - covered
	exit (mistakes > 0)
}' "$@"
