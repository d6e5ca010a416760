/* Text from outside: checked, folded, cut and escaped before it goes anywhere. */
#ifndef OPT_TEXT_H
#define OPT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"

/*
 * Eight bytes at a time, for the quick way through long texts. The answers are not 0 when a byte is
 * what is asked for; of bytes behind such a one they may be wrong.
 */
#define TEXT_EIGHT(byte) (UINT64_C(0x0101010101010101) * (uint64_t)(byte))

static inline uint64_t text_eight(const char *text)
{
	uint64_t eight;
	memcpy(&eight, text, sizeof eight);
	return eight;
}

static inline uint64_t text_eight_has(uint64_t eight, char byte)
{
	uint64_t zero = eight ^ TEXT_EIGHT(byte);
	return (zero - TEXT_EIGHT(1)) & ~zero & TEXT_EIGHT(0x80);
}

/* Not ASCII from ' ' to '~'. */
static inline uint64_t text_eight_special(uint64_t eight)
{
	return ((eight & TEXT_EIGHT(0x80)) | ((eight - TEXT_EIGHT(' ')) & TEXT_EIGHT(0x80))) |
	       text_eight_has(eight, 0x7f);
}

/*
 * The code point at *TEXT (of LENGTH bytes), *TEXT moved past it; -1 for a byte that is no valid
 * UTF-8 (overlong, surrogate and > U+10FFFF included), *TEXT moved past that one byte. LENGTH must
 * be > 0.
 */
int32_t text_decode(const char **text, size_t length);
size_t text_encode(int32_t code_point, char out[static 4]); /* bytes written */
bool text_is_utf8(const char *text, size_t length);
/*
 * The bytes (2 or 3) of the character at TEXT when it is one of those that most text beyond ASCII
 * is made of: valid, visible, no blank, no control. 0: look closer. For the quick way through long
 * texts.
 */
static inline size_t text_letter(const char *text, size_t length)
{
	const unsigned char *p = (const unsigned char *)text;
	if (length < 2 || (p[1] & 0xc0) != 0x80)
		return 0;
	if (p[0] >= 0xc3 && p[0] <= 0xd7) /* U+00C0..U+05FF: Latin, Greek, Cyrillic, Hebrew */
		return 2;
	if (p[0] == 0xc2) /* the signs of Latin-1, no soft hyphen */
		return p[1] > 0xa0 && p[1] != 0xad ? 2 : 0;
	if (length < 3 || (p[2] & 0xc0) != 0x80)
		return 0;
	if (p[0] == 0xe2) /* U+2010..U+2027: dashes, quotes, bullet, ellipsis */
		return p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xa7 ? 3 : 0;
	/* U+4000..U+CFFF: Chinese, Japanese, Korean */
	return p[0] >= 0xe4 && p[0] <= 0xec ? 3 : 0;
}

/*
 * Appends TEXT, LENGTH bytes, escaped as the inside of a JSON string that is also harmless on a
 * terminal: C0, DEL, C1, U+2028/9, bidirectional controls and bytes that are no UTF-8 become \uXXXX
 * (a lone byte: \u00XX).
 */
void text_escape(struct buf *out, const char *text, size_t length);

/* Bytes of the longest prefix of TEXT that has at most MAX bytes and does not cut a character. */
size_t text_cut(const char *text, size_t length, size_t max);

/*
 * In place: white space and control characters become one space each run, the ends are trimmed.
 * Returns the length.
 */
size_t text_fold_space(char *text);

bool text_equal(const char *a, const char *b);
bool text_equal_nocase(const char *a, const char *b); /* ASCII letters only */
bool text_starts(const char *text, const char *prefix);
/*
 * The index of TEXT among NAMES (entries may be NULL), or -1: how an enumeration is read back. TEXT
 * may be NULL.
 */
int text_find(const char *const *names, size_t count, const char *text);

/* Copies TEXT into OUT of SIZE bytes; false (and an empty OUT) when it does not fit. */
bool text_copy(char *out, size_t size, const char *text);

#endif
