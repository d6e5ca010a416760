# feeds.awk -v folder=DIR -v feeds=N -v items=N -v other=SHARE: writes that many feeds of that many items each into DIR, the
# same every time: RSS 2.0 with HTML in CDATA, RSS with escaped HTML and content:encoded, Atom, RDF; with prices, names, links
# and entities. SHARE is the share of words in other scripts or with accents; a feed in English has .025.
function pick(list, n) { return list[1 + int(n * rand())] }
function a_word() { return rand() < other ? pick(foreign, foreign_count) : pick(word, word_count) }
function words(n,   text) {
	text = a_word()
	while (--n > 0)
		text = text " " a_word()
	return text
}
function html(n,   text, i) {
	text = "<p>"
	for (i = 0; i < n; i++)
		text = text words(9) (i % 3 == 0 ? " <a href=\"https://example.com/q?s=" i "&amp;t=1\">" words(2) "</a>" : "") \
			(i % 4 == 1 ? " &#8217;s <b>" int(rand() * 1000) / 10 "%</b>, &eacute;" : ".") (i % 5 == 4 ? "</p>\n<p>" : " ")
	return text "</p>"
}
function escaped(text) {
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	return text
}
function title(i) { return words(6) " &amp; " words(3) " " i }
function rss(i, file, kind) {
	print "<item><title>" title(i) "</title><link>https://example.com/" file "/" i "?a=1&amp;b=2</link>" > file
	print "<guid isPermaLink=\"false\">tag:" file ":" i "</guid>" > file
	printf "<pubDate>Mon, %02d Jan 2026 %02d:%02d:00 -0500</pubDate>\n", 1 + i % 28, i % 24, i % 60 > file
	if (kind == 0)
		print "<description><![CDATA[" html(8) "]]></description><category>" words(1) "</category>" > file
	else
		print "<description>" escaped(html(3)) "</description><content:encoded><![CDATA[" html(6) "]]></content:encoded>" \
			"<dc:creator>" words(2) "</dc:creator><media:content url=\"https://example.com/" i ".jpg\"/>" > file
	print "</item>" > file
}
function atom(i, file) {
	print "<entry><id>urn:x:" file ":" i "</id><title type=\"html\">" escaped(title(i)) "</title>" > file
	print "<link rel=\"alternate\" href=\"/" file "/" i "\"/><author><name>" words(2) "</name></author>" > file
	printf "<updated>2026-01-%02dT%02d:%02d:00Z</updated>\n", 1 + i % 28, i % 24, i % 60 > file
	print "<summary>" words(20) "</summary><content type=\"html\">" escaped(html(7)) "</content></entry>" > file
}
function rdf(i, file) {
	print "<item rdf:about=\"https://example.com/" file "/" i "\"><title>" title(i) "</title><link>https://example.com/" file "/" i \
		"</link><description>" words(60) "</description><dc:date>2026-01-" sprintf("%02d", 1 + i % 28) "</dc:date></item>" > file
}
BEGIN {
	srand(7)
	word_count = split("Alpha beats estimates as revenue rises on demand for chips profit falls shares drop after guidance cut " \
		"analysts raise target bank cuts rating oil climbs Treasury yields bonds inflation data Fed holds rates merger talks " \
		"deal closes quarter dividend buyback lawsuit settles recall launches", word, " ")
	foreign_count = split("Größe café 東京 株価 Москва über naïve company’s “buy” €5", foreign, " ")
	if (other > .5)
		foreign_count = split("Größe café über naïve €5 прибыль компании выросла акции упали прогноз снижен рынок нефти " \
			"東京 株価 上昇 日本銀行 利上げ 決算発表 市场 股票 下跌 央行 收益 증시 상승 하락 삼성전자 실적 " \
			"κέρδη μετοχές επιτόκια société bénéfice marché hausse türkiye şirket kâr", foreign, " ")
	head["rss"] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"" \
		" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:media=\"http://search.yahoo.com/mrss/\">" \
		"<channel><title>Feed</title><link>https://example.com/</link><ttl>5</ttl>"
	head["atom"] = "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://example.com/\"><title>Feed</title>"
	head["rdf"] = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"" \
		" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Feed</title></channel>"
	for (f = 0; f < feeds; f++) {
		file = folder "/" f ".xml"
		kind = f % 4
		form = kind < 2 ? "rss" : kind == 2 ? "atom" : "rdf"
		print head[form] > file
		for (i = 0; i < items; i++) {
			if (form == "rss")
				rss(i, file, kind)
			else if (form == "atom")
				atom(i, file)
			else
				rdf(i, file)
		}
		print (form == "rss" ? "</channel></rss>" : form == "atom" ? "</feed>" : "</rdf:RDF>") > file
		close(file)
	}
}
