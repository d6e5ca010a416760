/*
 * The names of encodings as feeds and servers write them: hundreds, of which iconv knows many, some
 * with another meaning than those who write them (WHATWG encoding standard: gb2312 is GBK, latin1
 * is windows-1252).
 */
#ifndef OPT_FEED_CHARSET_H
#define OPT_FEED_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "feed.h"

/* CHARSET_UTF_8 too for what text that could be read so far cannot be: UTF-16 and the like. */
enum feed_charset { CHARSET_UTF_8, CHARSET_WINDOWS_1252, CHARSET_FOREIGN };

/*
 * NAME, of LENGTH bytes; FOREIGN, when it is: the name iconv has for it, or NAME in lower case.
 * False: an empty name, or one of odd characters.
 */
bool feed_charset_by_name(const char *name, size_t length, enum feed_charset *out,
	char foreign[static FEED_CHARSET_MAX + 1]);

#endif
