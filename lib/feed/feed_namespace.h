/* The vocabularies of feeds, by the names of their namespaces or the prefixes they go by. */
#ifndef OPT_FEED_NAMESPACE_H
#define OPT_FEED_NAMESPACE_H

enum namespace {
	NS_OTHER,
	NS_NONE,
	NS_RSS,
	NS_ATOM,
	NS_CONTENT,
	NS_DC,
	NS_DCTERMS,
	NS_ITUNES,
	NS_MEDIA,
	NS_RDF,
	NS_SY,
	NS_XHTML,
};

/* URI as written, by its start: feeds write them in several ways. NS_NONE when it is blank. */
enum namespace namespace_by_uri(const char *uri);

/* Of a PREFIX nobody declared: what it always means. */
enum namespace namespace_by_prefix(const char *prefix);

#endif
