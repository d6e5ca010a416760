#!/bin/sh
# opt-rss --parse on the documents of test/cli/feed_cases/*.tsv, each in the frame of its format. One line per case: its name,
# the frame (with @ENCODING, the document is written in it), the content of the frame (\n, \t and \xHH are characters), and a jq
# expression over the first item. In the expression, rows($file) are all items of the document, and refused($file) is true when
# there are none and the program gave a reason.
cd "$(dirname "$0")/../.." || exit 1
bin=$(pwd)/${BUILD:-build}/bin
cases=$(pwd)/test/cli/feed_cases
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. test/apart.sh
apart "$work/home"
LC_ALL=C
export LC_ALL

LC_ALL=C awk -v folder="$work" -f "$cases/write.awk" "$cases"/frame.txt "$cases"/*.tsv || exit 1
cd "$work" || exit 1
while IFS='	' read -r file encoding; do
	iconv -f UTF-8 -t "$encoding" "$file" > converted && mv converted "$file" || exit 1
done < encodings

xargs "$bin/opt-rss" --parse < files > rows 2> "talk"
status=$?
{
	cat <<'FILTERS'
def problem($name): .problems | index($name) != null;
($rows | group_by(.feed_url) | map({key: .[0].feed_url, value: .}) | from_entries) as $all
| ([$talk | split("\n")[] | select(. != "") | fromjson.message] | join("\n")) as $messages
| def rows($file): $all[$file] // [];
def refused($file): rows($file) == [] and ($messages | contains("\"\($file)\""));
def case($file; $name; good):
	if (try (rows($file)[0] | good) catch .) == true then "ok - \($name)"
	else "not ok - \($name)\n# \($file): \(rows($file) | tojson | .[:600])" end;
[
FILTERS
	cat checks
	echo '] | .[]'
} > program.jq
jq -r -n --slurpfile rows rows --rawfile talk talk -f program.jq > results || echo "not ok - the cases cannot be read" >> results
# xargs exits 123 when the program exited 1: it refused some document
[ "$status" -eq 0 ] || [ "$status" -eq 123 ] || echo "not ok - opt-rss --parse exits $status" >> results
awk '/^(not )?ok -/ { n++; sub(/ok -/, "ok " n " -") } { print } END { print "1.." n }' results
