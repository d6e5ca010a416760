/* Decodes base64 (RFC 4648, section 4). White space between the characters is allowed. */
#ifndef OPT_BASE64_H
#define OPT_BASE64_H

#include <stddef.h>

#include "buf.h"

/*
 * Decodes TEXT of LENGTH bytes and appends the result to OUT. Returns 0, or -1 when TEXT is not
 * base64 with its padding, or when OUT has failed. After -1 OUT may hold a part of the result.
 */
int base64_decode(const char *text, size_t length, struct buf *out);

#endif
