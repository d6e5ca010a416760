# The items of expected parses against our rows, field by field, markup, references and white space aside. Input (-n,
# null): $rows our rows (text already), $expected [{file, want}]; both in the order of items. Output: a row per field that differs or
# agrees.
def references:
	gsub("&lt;"; "<") | gsub("&gt;"; ">") | gsub("&quot;"; "\"") | gsub("&#39;|&apos;"; "'")
	| gsub("&nbsp;|&#160;"; " ") | gsub("&amp;"; "&");
def plain: tostring | gsub("<[^>]*>"; "") | references | gsub("\\s+"; "");
def web: if type == "object" then .href // empty else . end;
def content: if type == "object" then .value // empty else . end;
def guid: if type == "object" then .value // empty else . end;
def alternate: [.links[]? | objects | select((.rel // "alternate") == "alternate" and .href != null)] | .[0].href // empty;
def wanted: {
	title: .title,
	link: (if .link then .link elif .links and (.links[0] | type) == "object" then [alternate][0] else null end),
	guid: (if .guid then [.guid | guid][0] else .id end),
	published_at: (.publishedParsed // .pubDateParsed // .updatedParsed),
	summary: (.description // .summary),
	content: (if .content then [.content | content][0] else null end)};
($rows | group_by(.feed_url) | map({key: .[0].feed_url, value: .}) | from_entries) as $got
| $expected[] | .file as $file | .want | (.items // .entries // []) | to_entries[]
| .key as $n | (.value | wanted) | to_entries[] | select(.value != null and .value != "")
| .key as $field | .value as $want | ($got[$file][$n][$field]) as $have
| {file: $file, field: $field, want: $want, have: $have, same: (($have // "" | gsub("\\s+"; "")) == ($want | plain))}
