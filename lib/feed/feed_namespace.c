#include "feed_namespace.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "array.h"

/*
 * Namespaces by the start of their URI, which feeds write in several ways, and the prefix that
 * stands for them when it is not declared. The first match counts.
 */
static const struct {
	enum namespace ns;
	const char *prefix, *uri;
} namespaces[] = {
	{NS_RSS, "rss", "http://purl.org/rss/1.0/modules/rss"},
	{NS_CONTENT, "content", "http://purl.org/rss/1.0/modules/content"},
	{NS_SY, "sy", "http://purl.org/rss/1.0/modules/syndication"},
	{NS_OTHER, "", "http://purl.org/rss/1.0/modules/"},
	{NS_RSS, "rss", "http://purl.org/rss/"},
	{NS_RSS, "rss", "http://purl.org/net/rss"},
	{NS_RSS, "rss", "http://my.netscape.com/rdf/simple/"},
	{NS_RSS, "rss", "http://channel.netscape.com/rdf/simple/"},
	{NS_RSS, "rss", "http://my.netscape.com/publish/formats/"},
	{NS_RSS, "rss", "http://backend.userland.com/"},
	{NS_RSS, "rss", "http://blogs.law.harvard.edu/tech/rss"},
	{NS_RSS, "rss", "http://cyber.law.harvard.edu/rss"},
	{NS_ATOM, "atom", "http://www.w3.org/2005/atom"},
	{NS_ATOM, "atom", "https://www.w3.org/2005/atom"},
	{NS_ATOM, "atom", "http://purl.org/atom/ns"},
	{NS_ATOM, "atom10", "http://purl.org/net/atom"},
	{NS_DC, "dc", "http://purl.org/dc/elements/1."},
	{NS_DCTERMS, "dcterms", "http://purl.org/dc/terms"},
	{NS_ITUNES, "itunes", "http://www.itunes.com/dtds/podcast"},
	{NS_MEDIA, "media", "http://search.yahoo.com/mrss"},
	{NS_MEDIA, "media", "http://video.search.yahoo.com/mrss"},
	{NS_RDF, "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns"},
	{NS_XHTML, "xhtml", "http://www.w3.org/1999/xhtml"},
};

enum namespace namespace_by_uri(const char *uri)
{
	while (*uri == ' ' || *uri == '\t' || *uri == '\n')
		uri++;
	for (size_t i = 0; i < array_size(namespaces); i++)
		if (strncasecmp(uri, namespaces[i].uri, strlen(namespaces[i].uri)) == 0)
			return namespaces[i].ns;
	return *uri == '\0' ? NS_NONE : NS_OTHER;
}

enum namespace namespace_by_prefix(const char *prefix)
{
	for (size_t i = 0; i < array_size(namespaces); i++)
		if (strcasecmp(prefix, namespaces[i].prefix) == 0)
			return namespaces[i].ns;
	return NS_OTHER;
}
