#!/bin/sh
# Compares opt-rss --parse with the expected parses of a suite of feeds that others wrote (MIT, mmcdole/gofeed): every field
# of every item, over all fixtures. Reads the suite in its own place; skipped when it is not there.
cd "$(dirname "$0")/../.." || exit 1
bin=${BUILD:-build}/bin
data=${FEEDS:-../shared/data/feeds/gofeed/testdata}
floor=97

echo 1..2
if ! [ -d "$data" ]; then
	echo "ok 1 # SKIP no feeds in $data"
	echo "ok 2 # SKIP no feeds in $data"
	exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. test/apart.sh
apart "$work/home"

# A feed and its expected parse are x.xml and x.json, or x.json and x_expected.json.
find "$data" -name '*.xml' | sort | while read -r feed; do
	if [ -f "${feed%.xml}.json" ]; then
		echo "$feed" >&3
		echo "${feed%.xml}.json"
	fi
done 3> "$work/feeds" > "$work/wants"
find "$data" -name '*_expected.json' | sort | while read -r want; do
	echo "${want%_expected.json}.json" >&3
	echo "$want"
done 3>> "$work/feeds" >> "$work/wants"

tr '\n' '\0' < "$work/wants" | xargs -0 jq -c '{want: ., name: input_filename}' > "$work/parses"
jq -n -c --rawfile feeds "$work/feeds" --rawfile wants "$work/wants" '
	[$wants | split("\n"), ($feeds | split("\n"))] | transpose | map({key: .[0], value: .[1]}) | from_entries as $feed
	| inputs | {file: $feed[.name], want}' "$work/parses" > "$work/expected"

tr '\n' '\0' < "$work/feeds" | xargs -0 "$bin/opt-rss" --parse > "$work/rows" 2> "$work/talk"
status=$?
jq -n -c --slurpfile rows "$work/rows" --slurpfile expected "$work/expected" -f test/cli/feed_agree.jq > "$work/result"

# xargs exits 123 when the program exited 1: it refused some feed
if [ "$status" -eq 0 ] || [ "$status" -eq 123 ]; then
	echo "ok 1 - every file is read or refused, none crashes the parser"
else
	echo "not ok 1 - opt-rss --parse exits $status"
fi
sed 's/^/# /' "$work/talk"
jq -r -s 'group_by(.field)[] | "# \(.[0].field): \(map(select(.same)) | length) of \(length)"' "$work/result"
jq -r 'select(.same | not)
	| "# differs: \(.file | sub(".*testdata/"; "")) \(.field): \(.have | tojson), expected \(.want | tojson)"' \
	"$work/result"
jq -r -s --argjson floor $floor '
	(map(select(.same)) | length) as $same | length as $all
	| (if $all > 100 and 100 * $same >= $floor * $all then "ok" else "not ok" end)
	  + " 2 - \($same) of \($all) fields agree, at least \($floor) %"' "$work/result"
