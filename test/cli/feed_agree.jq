# Compares the items of expected parses with the rows of opt-rss, field by field, without markup, references and white space.
# Input (-n, null): $rows, the rows of opt-rss (text already); $expected, [{file, want}]; both in the order of items. Output:
# one row per field, which agrees or differs.
def references:
	gsub("&lt;"; "<") | gsub("&gt;"; ">") | gsub("&quot;"; "\"") | gsub("&#39;|&apos;"; "'")
	| gsub("&nbsp;|&#160;"; " ") | gsub("&amp;"; "&");
def plain: tostring | gsub("<[^>]*>"; "") | references | gsub("\\s+"; "");
# 2019-10-12T07:20:50.52Z, whatever the digits of its fraction and its offset.
def instant: if . == null then . else capture("^(?<at>[^.Z+]*T[0-9:]*)(?<fraction>[.][0-9]*)?(?<zone>.*)$")
	| .at + ((.fraction // "") | sub("[.]?0*$"; "")) + (.zone | sub("^[+]00:00$"; "Z")) end;
def content: if type == "object" then .value // empty else . end;
def guid: if type == "object" then .value // empty else . end;
def alternate: [.links[]? | objects | select((.rel // "alternate") == "alternate" and .href != null)] | .[0].href // empty;
def wanted: {
	title: .title,
	link: (if .link then .link elif .url then .url elif .links and (.links[0] | type) == "object" then [alternate][0] else null end),
	guid: (if .guid then [.guid | guid][0] else .id end),
	published_at: (.publishedParsed // .pubDateParsed // .updatedParsed // .date_published // .date_modified | instant),
	summary: (.description // .summary),
	content: (if .content then [.content | content][0] else .content_html // .content_text end)};
($rows | group_by(.feed_url) | map({key: .[0].feed_url, value: .}) | from_entries) as $got
| $expected[] | .file as $file | .want | (.items // .entries // []) | to_entries[]
| .key as $n | (.value | wanted) | to_entries[] | select(.value != null and .value != "")
| .key as $field | .value as $want | ($got[$file][$n][$field]) as $have
| {file: $file, field: $field, want: $want, have: $have, same: (($have // "" | gsub("\\s+"; "")) == ($want | plain))}
