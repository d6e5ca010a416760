#include "feed.h"

#include <string.h>

#include "feed_build.h"
#include "feed_encoding.h"
#include "xml_cdata.h"
#include "xml_repair.h"

/*
 * Bytes of a decoded or repaired document. UTF-8 takes up to three bytes for one byte of
 * windows-1252, and an escape takes five for one.
 */
enum { DECODED_MAX = 2 * FEED_BODY_MAX };

/* Bytes that a broken server may write before the feed: a warning, often in HTML. */
enum { PREAMBLE_MAX = 4 << 10 };

static int parse_xml(const char *text, size_t length, const char *base_url, struct feed_batch *out,
	struct error *err)
{
	buf_auto struct buf quick = BUF_INIT(DECODED_MAX), repaired = BUF_INIT(DECODED_MAX);
	bool is_quick = xml_cdata(text, length, &quick);
	int result = feed_xml_parse(is_quick ? buf_text(&quick) : text,
		is_quick ? quick.length : length, base_url, false, out, err);
	if (result != FEED_XML_ILL_FORMED)
		return result;
	if (xml_repair(text, length, &repaired) != 0)
		return -1;
	feed_batch_clear(out);
	result = feed_xml_parse(buf_text(&repaired), repaired.length, base_url, true, out, err);
	if (result == 0)
		out->problems |= FEED_PARTIAL;
	return result;
}

/*
 * Parses the XML; when it is not a feed, parses again from the XML declaration on: a server may
 * have written something else before it.
 */
static int parse_behind_preamble(const char *text, size_t length, const char *base_url,
	struct feed_batch *out, struct error *err)
{
	static const char declaration[] = "<?xml ";
	int result = parse_xml(text, length, base_url, out, err);
	if (result != FEED_XML_NO_FEED)
		return result;
	const char *start = memmem(text + 1, length <= PREAMBLE_MAX ? length - 1 : PREAMBLE_MAX,
		declaration, strlen(declaration));
	if (start == NULL)
		return result;
	feed_batch_clear(out);
	result = parse_xml(start, length - (size_t)(start - text), base_url, out, err);
	if (result == 0)
		out->problems |= FEED_PARTIAL;
	return result;
}

int feed_parse(const struct feed_input *input, struct feed_batch *out, struct error *err)
{
	buf_auto struct buf decoded = BUF_INIT(DECODED_MAX);
	const char *text, *base_url = input->base_url == NULL ? "" : input->base_url;
	size_t length;
	unsigned problems = 0;
	feed_batch_clear(out);
	if (input->length > FEED_BODY_MAX)
		return error_set(err, ERROR_DATA, "the feed has more than %d bytes", FEED_BODY_MAX);
	if (feed_encoding_decode(input, &decoded, &text, &length, &problems, err) != 0)
		return -1;
	while (length > 0 && (unsigned char)*text <= ' ') {
		text++;
		length--;
	}
	if (length == 0)
		return error_set(err, ERROR_DATA, "the feed is empty");
	int result = *text == '{' ? feed_json_parse(text, length, base_url, out, err)
				  : parse_behind_preamble(text, length, base_url, out, err);
	if (result != 0) {
		feed_batch_clear(out);
		return -1;
	}
	out->problems |= problems;
	return 0;
}
