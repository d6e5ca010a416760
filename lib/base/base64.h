/* Base64 (RFC 4648, section 4), white space between the characters allowed. */
#ifndef OPT_BASE64_H
#define OPT_BASE64_H

#include <stddef.h>

#include "buf.h"

/*
 * Appends the bytes TEXT stands for. 0, or -1 when it is no base64, padding included (OUT may then
 * hold a part).
 */
int base64_decode(const char *text, size_t length, struct buf *out);

#endif
