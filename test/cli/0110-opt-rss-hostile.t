#!/bin/sh
# opt-rss --parse on documents made to attack it, and on broken ones that it should read as well as possible. A case is one
# document, a name, and a jq expression over {status, rows, talk}: exit status, rows and messages of the program.
cd "$(dirname "$0")/../.." || exit 1
bin=$(pwd)/${BUILD:-build}/bin
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. test/apart.sh
apart "$work/home"
cd "$work" || exit 1
number=0

# check NAME FILTER: parses ./document; FILTER must be true
check() {
	number=$((number + 1))
	"$bin/opt-rss" --parse document > rows 2> "talk"
	status=$?
	if jq -e -n --argjson status $status --slurpfile rows rows --rawfile talk talk \
		"{status: \$status, rows: \$rows, talk: \$talk} | $2" > /dev/null 2> why; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		echo "# exit $status"
		head -n 3 talk rows why | cut -c 1-300 | sed 's/^/# /'
	fi
}

# repeat TEXT COUNT
repeat() {
	awk -v text="$1" -v count="$2" 'BEGIN { while (count-- > 0) printf "%s", text }'
}

item() {
	printf '<rss version="2.0"><channel><item>%s</item></channel></rss>' "$1"
}

refused='.status == 65 and (.rows | length) == 0'

# time: each of sixty thousand tags could be searched to the end of the text
item "<title>t</title><description>$(repeat '&lt;a "&gt;"' 60000)</description>" > document
check 'quotes in tags that never close' '.status == 0 and (.rows | length) == 1'

# entities (reliability 3.1)
{
	printf '<!DOCTYPE r [<!ENTITY a "lol">'
	for i in a b c d e f; do printf '<!ENTITY %s%s "%s">' $i $i "$(repeat "&$i;" 10)"; done
	printf ']>'
	item '<title>&ff;</title>'
} > document
check 'P01 billion laughs' "$refused and (.talk | contains(\"declares entities\"))"
{
	printf '<!DOCTYPE r [<!ENTITY a "%s">]>' "$(repeat x 60000)"
	item "<title>$(repeat '&a;' 20000)</title>"
} > document
check 'P02 quadratic blow-up' "$refused"
{
	printf '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
	item '<title>&x;</title>'
} > document
check 'P03 external entity' "$refused"
printf '<!DOCTYPE r [<!ENTITY %% x SYSTEM "file:///etc/passwd"> %%x;]><rss/>' > document
check 'P03 parameter entity' "$refused"
{
	printf 'stray & text <!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
	item '<title>&x;</title>'
} > document
check 'P03 entities after text that needs repair' "$refused"
{
	printf '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "file:///etc/passwd">'
	item '<title>t</title>'
} > document
check 'P04 a DOCTYPE without entities is accepted, its DTD is not loaded' '.status == 0 and .rows[0].title == "t"'

# size and depth
item "<description>$(repeat '<a>' 300)x$(repeat '</a>' 300)</description>" > document
check 'P05 elements nested too deep' "$refused"
item "<title>$(repeat x 5000)</title>" > document
check 'a long title is cut and marked text_cut' \
		'(.rows[0].title | length) <= 1024 and (.rows[0].problems | index("text_cut") != null)'
printf '<rss><channel>%s</channel></rss>' "$(repeat '<item><title>x</title></item>' 10000)" > document
check 'P24 no more than 5,000 items' '(.rows | length) == 5000 and (.rows[0].problems | index("items_cut") != null)'
printf '<rss><channel>%s</channel></rss>' "$(repeat '<item><title>x</title></item>' 5000)" > document
check '5,000 items' '(.rows | length) == 5000 and (.rows[0].problems | index("items_cut") == null)'
repeat x 16777217 > document
check 'a document over 16 MiB' "$refused"
{
	printf '<rss><channel><item><title>t</title><description>'
	head -c 11000000 /dev/zero | tr '\000' x
	printf '</description></item></channel></rss>'
} > document
check 'P09 a text of 11 MB' '(.rows[0].summary | length) == 65536 and .rows[0].title == "t"'
{
	printf '<rss><channel>'
	yes '<a/>' | tr -d '\n' | head -c 1000000
	printf '<item><title>t</title></item></channel></rss>'
} > document
check 'P10 1 MB of empty elements' '.rows[0].title == "t"'
repeat '<' 3000000 > document
check 'only <' '.status == 65'
{
	printf '<rss>'
	repeat '&' 3000000
} > document
check 'only &' '.status == 0 or .status == 65'
{
	printf '<rss><channel '
	awk 'BEGIN { for (i = 0; i < 200000; i++) printf " a%d=\"1\"", i }'
	printf '>'
} > document
check 'endless attributes do not end the run' '.status == 65 or .status == 0'

# text
item "$(printf '<title>a\033[31m&#27;\302\233 \342\200\256evil\n{"x":1}</title>')" > document
check 'P08 P25 control and direction characters are removed' \
		'.rows[0].title == "a[31m› evil {\"x\":1}" and (.rows[0].problems | index("partial") != null)'
item '<title>=cmd| %n%s '"'"'); DROP</title>' > document
check 'P26 a format, a formula and SQL stay text' '.rows[0].title == "=cmd| %n%s '"'"'); DROP"'
item '<title>x</title><link>javascript:alert(1)</link>' > document
check 'a link that runs code is dropped' '.rows[0].link == null and (.rows[0].problems | index("bad_link") != null)'
item '<title>AT&amp;amp;T &amp;lt;b&amp;gt;</title>' > document
check 'entities are decoded once' '.rows[0].title == "AT&T <b>"'
item '<description>&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;seen&lt;/p&gt;</description>' > document
check 'a script is not text' '.rows[0].summary == "seen"'

# encodings (P27)
printf '\377\376<\000r\000s\000s\000>\000<\000i\000t\000e\000m\000>\000<\000t\000i\000t\000l\000e\000>\000\351\000<\000/\000t\000i\000t\000l\000e\000>\000<\000/\000i\000t\000e\000m\000>\000<\000/\000r\000s\000s\000>\000' > document
check 'P27 UTF-16 with a byte order mark' '.rows[0].title == "é" and .status == 0'
{
	printf '<?xml version="1.0" encoding="UTF-8"?>'
	item "$(printf '<title>caf\351 \223q\224</title>')"
} > document
check 'P27 UTF-8 declared, in fact windows-1252' \
	'.rows[0].title == "café “q”" and (.rows[0].problems | index("bad_encoding") != null)'
{
	printf '<?xml version="1.0" encoding="koi8-r"?>'
	item "$(printf '<title>\355\317\323\313\327\301</title>')"
} > document
check 'an encoding that iconv decodes' '.rows[0].title == "Москва" and (.rows[0].problems | index("bad_encoding") == null)'
{
	printf '<?xml version="1.0" encoding="klingon"?>'
	item '<title>x</title>'
} > document
check 'P11 an unknown encoding' '.rows[0].title == "x" and (.rows[0].problems | index("bad_encoding") != null)'
printf '<rss><item><title>a\000b</title></item></rss>' > document
check 'P07 NUL' '.rows[0].title == "ab"'
item "$(printf '<title>a\377b&#27;c</title>')" > document
check 'P07 a byte that is not UTF-8, a reference to an escape' '.rows[0].title == "aÿbc"'

# ill-formed
printf '<rss><channel><item><title>whole</title></item><item><title>half' > document
check 'P06 cut off: complete items are kept' \
		'(.rows | length) == 1 and .rows[0].title == "whole" and (.rows[0].problems | index("partial") != null)'
item '<title>R&D &nbsp;&eacute; 3 < 4</title><description>a<br>b<img src=x></description>' > document
check 'P12 HTML that is not XML' '.rows[0].title == "R&D é 3 < 4" and .rows[0].summary == "a b"'
item '<title>t</title><dc:date>2026-01-26T19:08:00Z</dc:date>' > document
check 'an undeclared prefix' '.rows[0].published_at == "2026-01-26T19:08:00Z"'
item '<title>t</title><pubDate>Mon, 31 Feb 2026 10:00:00 XYZ</pubDate>' > document
check 'P22 an impossible date' '.rows[0].published_at == null and (.rows[0].problems | index("bad_date") != null)'
printf '<!DOCTYPE html><html><body>Log in<br></body></html>' > document
check 'P19 a login page' "$refused and (.talk | contains(\"HTML\"))"
printf '' > document
check 'an empty document' "$refused"

item '<title>&#147;q&#148; &#150; &#128;</title>' > document
check 'references to C1 are windows-1252' '.rows[0].title == "“q” – €"'
printf '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry xml:base="http://x/y/"><a:title>t</a:title><a:link href="z"/><a:id>i</a:id></a:entry></a:feed>' > document
check 'a prefix for Atom' '.rows[0] | .title == "t" and .link == "http://x/y/z" and .guid == "http://x/y/i"'
printf '<CHANNEL><ITEM HREF="http://c/1" LASTMOD="2002-09-10T20:11:06Z"><TITLE>t</TITLE><ABSTRACT>a</ABSTRACT></ITEM></CHANNEL>' > document
check 'CDF' '.rows[0] | .link == "http://c/1" and .title == "t" and .summary == "a" and .published_at == "2002-09-10T20:11:06Z"'
printf '<entry xmlns="http://www.w3.org/2005/Atom"><title>t</title></entry>' > document
check 'an entry alone' '.rows[0].title == "t"'
printf '<item rdf:about="x"><title>t</title></item>' > document
check 'an item alone is not a feed' "$refused"
item '<title>t</title><pubDate>2026-01-26</pubDate>' > document
check 'a day without a time is marked day_only' '.rows[0].published_at == "2026-01-26T00:00:00Z" and .rows[0].problems == ["day_only"]'
for pair in 'gb2312 \326\320' 'shift_jis \223\372' 'ks_c_5601-1987 \307\321'; do
	{
		printf '<?xml version="1.0" encoding="%s"?>' "${pair% *}"
		# shellcheck disable=SC2059 # octal
		item "<title>$(printf "${pair#* }")</title>"
	} > document
	check "${pair% *}" '(.rows[0].title | length) == 1 and (.rows[0].problems | index("bad_encoding")) == null'
done

# JSON Feed
printf '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":7,"title":"t","url":"https://x/1","content_html":"<p>c</p>","date_published":"2026-01-26T19:08:00Z"}]}' > document
check 'JSON Feed' '.rows[0] | .guid == "7" and .content == "c" and .published_at == "2026-01-26T19:08:00Z"'
printf '{"version":"1","items":[{"id":"1","id":"2"}]}' > document
check 'P20 the same key twice' "$refused"
printf '{"version":"1","items":%s%s}' "$(repeat '[' 5000)" "$(repeat ']' 5000)" > document
check 'JSON nested too deep' "$refused"

# one bad document among good ones
item '<title>good</title>' > good
printf '<html/>' > bad
number=$((number + 1))
"$bin/opt-rss" --parse good bad absent good > rows 2> "talk"
if [ $? -eq 1 ] && [ "$(jq -s length rows)" = 2 ] && [ "$(grep -c '"level":"warning"' talk)" = 2 ]; then
	echo "ok $number - a bad document does not fail the good ones"
else
	echo "not ok $number - a bad document does not fail the good ones"
fi
number=$((number + 1))
if "$bin/opt-rss" --parse - < good | jq -e '.title == "good" and .feed_url == "-"' > /dev/null; then
	echo "ok $number - standard input"
else
	echo "not ok $number - standard input"
fi
echo "1..$number"
