#!/bin/sh
# Kinds of rows that other tests read from a pipe: here make check-rows gets them, too. The schema of each program is one document.
. test/tap.sh

exits 0 'a headline' sh -c 'echo "Apple beats estimates" | opt-classify --text'
printf 'label,text\npositive,Apple beats estimates\n' >"$work/labelled.csv"
exits 0 'an evaluation' opt-classify --eval "$work/labelled.csv"
exits 0 'a solution' sh -c \
	'echo "{\"kind\":\"call\",\"spot\":100,\"strike\":105,\"years\":0.25,\"rate\":0.04,\"dividend_yield\":0,\"price\":2.5}" | opt-chain --solve'
cat >"$work/feed.xml" <<'X'
<rss version="2.0"><channel><title>t</title><item><title>Apple beats estimates</title><link>https://a.example/1</link>
<pubDate>Mon, 26 Jan 2026 15:00:00 GMT</pubDate></item></channel></rss>
X
exits 0 'an item' opt-rss --parse "$work/feed.xml"

for program in "$BUILD"/bin/opt-*; do
	case ${program##*/} in
	opt-db | opt-paper) continue ;; # they print no rows
	esac
	exits 0 "${program##*/} --schema" "$program" --schema
	is "$(printf '%s' "$out" | jq -r '."$schema", ((.oneOf // .anyOf) | length > 0)' | xargs)" \
		'https://json-schema.org/draft/2020-12/schema true' 'it is a JSON Schema'
done

finish
