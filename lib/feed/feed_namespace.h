/* The XML namespaces of feeds, found by their URI or by their usual prefix. */
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

/*
 * Compares the start of URI only, because feeds write the same namespace in several ways. NS_NONE:
 * URI is blank.
 */
enum namespace namespace_by_uri(const char *uri);

/* For a PREFIX that the document does not declare: the namespace it usually stands for. */
enum namespace namespace_by_prefix(const char *prefix);

#endif
