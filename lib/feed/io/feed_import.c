#include "feed_import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlreader.h>

#include "buf.h"
#include "file.h"
#include "text.h"
#include "url.h"

enum { FILE_MAX = 8 << 20, FEEDS_MAX = 10000, NAME_MAX_BYTES = 200 };

static int add(struct feed_import *i, const char *url, const char *name, struct error *err)
{
	if (!url_is_askable(url))
		return error_set(err, ERROR_DATA, "not an http or https URL: \"%.200s\"", url);
	if (!text_is_utf8(name, strlen(name)))
		return error_set(err, ERROR_DATA, "not UTF-8: the name of \"%.200s\"", url);
	if (i->count == FEEDS_MAX)
		return error_set(err, ERROR_DATA, "more than %d feeds", FEEDS_MAX);
	i->urls[i->count] = strdup(url);
	i->names[i->count] = strndup(name, text_cut(name, strlen(name), NAME_MAX_BYTES));
	if (i->urls[i->count] == NULL || i->names[i->count] == NULL) {
		free(i->urls[i->count]);
		free(i->names[i->count]);
		return error_memory(err);
	}
	(void)text_fold_space(i->names[i->count]);
	i->count++;
	return 0;
}

static int read_lines(struct feed_import *i, char *text, struct error *err)
{
	char *rest = NULL;
	for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
		line = strtok_r(NULL, "\r\n", &rest)) {
		line += strspn(line, " \t");
		char *name = line + strcspn(line, " \t");
		if (*line == '\0' || *line == '#')
			continue;
		if (*name != '\0')
			*name++ = '\0';
		if (add(i, line, name, err) != 0)
			return -1;
	}
	return 0;
}

static int read_outline(struct feed_import *i, xmlTextReaderPtr reader, struct error *err)
{
	xmlChar *url = xmlTextReaderGetAttribute(reader, BAD_CAST "xmlUrl");
	xmlChar *name = xmlTextReaderGetAttribute(reader, BAD_CAST "title");
	if (name == NULL)
		name = xmlTextReaderGetAttribute(reader, BAD_CAST "text");
	int result = url == NULL ? 0
				 : add(i, (const char *)url, name == NULL ? "" : (const char *)name,
					   err);
	xmlFree(url);
	xmlFree(name);
	return result;
}

/* Refuses a document type, so that no entity can be declared. */
static int read_opml(struct feed_import *i, const char *text, struct error *err)
{
	xmlTextReaderPtr reader = xmlReaderForMemory(text, (int)strlen(text), NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (reader == NULL)
		return error_memory(err);
	int more, result = 0;
	while (result == 0 && (more = xmlTextReaderRead(reader)) == 1) {
		int type = xmlTextReaderNodeType(reader);
		const char *name = (const char *)xmlTextReaderConstName(reader);
		if (type == XML_READER_TYPE_DOCUMENT_TYPE)
			result = error_set(err, ERROR_DATA, "OPML with a document type is refused");
		else if (type == XML_READER_TYPE_ELEMENT && name != NULL &&
			 text_equal(name, "outline"))
			result = read_outline(i, reader, err);
	}
	if (result == 0 && more < 0)
		result = error_set(err, ERROR_DATA, "not well-formed XML");
	xmlFreeTextReader(reader);
	return result;
}

static int read_file(const char *path, struct buf *out, struct error *err)
{
	FILE *file = file_open(path, err);
	if (file == NULL)
		return -1;
	char chunk[4096];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, file)) > 0 && buf_ok(out))
		buf_append(out, chunk, n);
	bool failed = ferror(file) != 0;
	(void)fclose(file);
	if (failed)
		return error_set(err, ERROR_DATA, "could not read the file");
	buf_append(out, "", 0); /* an empty file becomes an empty text */
	if (!buf_ok(out) || memchr(buf_text(out), '\0', out->length) != NULL)
		return error_set(err, ERROR_DATA, "not a text of at most %d bytes", FILE_MAX);
	return 0;
}

int feed_import_read(struct feed_import *out, const char *path, struct error *err)
{
	buf_auto struct buf text = BUF_INIT(FILE_MAX);
	struct feed_import i = {.urls = calloc(FEEDS_MAX, sizeof *i.urls),
		.names = calloc(FEEDS_MAX, sizeof *i.names)};
	int result;
	if (i.urls == NULL || i.names == NULL) {
		result = error_memory(err);
	} else if ((result = read_file(path, &text, err)) == 0) {
		char *start = text.data;
		start += text_starts(start, "\xef\xbb\xbf") ? 3 : 0;
		start += strspn(start, " \t\r\n");
		result = *start == '<' ? read_opml(&i, start, err) : read_lines(&i, start, err);
		if (result == 0 && i.count == 0)
			result = error_set(err, ERROR_DATA, "the file has no feed");
	}
	if (result != 0) {
		feed_import_free(&i);
		return error_prefix(err, "feeds of \"%s\"", path);
	}
	*out = i;
	return 0;
}

void feed_import_free(struct feed_import *i)
{
	for (size_t k = 0; k < i->count; k++) {
		free(i->urls[k]);
		free(i->names[k]);
	}
	free(i->urls);
	free(i->names);
	*i = (struct feed_import){.count = 0};
}
