/*
 * The names of encodings as feeds and servers write them. There are hundreds. iconv knows many of
 * them, but gives some another meaning than their writers do: in the WHATWG encoding standard,
 * gb2312 is GBK and latin1 is windows-1252.
 */
#ifndef OPT_FEED_CHARSET_H
#define OPT_FEED_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "feed.h"

/*
 * CHARSET_UTF_8 also stands for UTF-16 and the like: a text whose declaration could be read as
 * ASCII is not in one of them.
 */
enum feed_charset { CHARSET_UTF_8, CHARSET_WINDOWS_1252, CHARSET_FOREIGN };

/*
 * Finds the encoding NAME (LENGTH bytes). With CHARSET_FOREIGN, FOREIGN is iconv's name for it, or
 * NAME in lower case when it is not in the table. False: NAME is empty, too long or has characters
 * that no name has.
 */
bool feed_charset_by_name(const char *name, size_t length, enum feed_charset *out,
	char foreign[static FEED_CHARSET_MAX + 1]);

#endif
