#include "html_run.h"

#include <stdint.h>

#include "text_walk.h"

/*
 * The states of a walk over valid UTF-8. Every byte beyond ASCII is plain, except in the characters
 * that put() of html.c drops, folds or maps, and in their neighbours. Those begin with: C2 (C1
 * controls, no-break space, soft hyphen), D8 (U+061C), E2 80 and E2 81 (U+2000 on), E3 80 80
 * (U+3000), EF (U+FEFF, U+FFFE, U+FFFF).
 */
enum {
	PLAIN = WALK_START,
	BLANK = WALK_STATE(2),
	C2 = WALK_STATE(3),
	D8 = WALK_STATE(4),
	E2 = WALK_STATE(5),
	E2_80 = WALK_STATE(6),
	E3 = WALK_STATE(7),
	E3_80 = WALK_STATE(8),
	EF = WALK_STATE(9),
};

#define IS_BYTE(b) \
	((b) > ' ' && (b) != 0x7f && (b) != '<' && (b) != '&' && (b) != ']' && (b) != 0xc2 && \
		(b) != 0xd8 && (b) != 0xe2 && (b) != 0xe3 && (b) != 0xef)
#define FROM_BETWEEN(b, to) (WALK_TO(PLAIN, to) | WALK_TO(BLANK, to))
#define PLAIN_ROW(b) \
	((IS_BYTE(b)	       ? FROM_BETWEEN(b, PLAIN) \
		 : (b) == 0xc2 ? FROM_BETWEEN(b, C2) \
		 : (b) == 0xd8 ? FROM_BETWEEN(b, D8) \
		 : (b) == 0xe2 ? FROM_BETWEEN(b, E2) \
		 : (b) == 0xe3 ? FROM_BETWEEN(b, E3) \
		 : (b) == 0xef ? FROM_BETWEEN(b, EF) \
			       : 0) | \
		WALK_IF((b) == ' ', PLAIN, BLANK) | \
		WALK_IF(WALK_IN(b, 0xa1, 0xbf) && (b) != 0xad, C2, PLAIN) | \
		WALK_IF(WALK_IN(b, 0x80, 0xbf) && (b) != 0x9c, D8, PLAIN) | \
		WALK_IF((b) == 0x80, E2, E2_80) | WALK_IF(WALK_IN(b, 0x82, 0xbf), E2, PLAIN) | \
		WALK_IF(WALK_IN(b, 0x90, 0xa7), E2_80, PLAIN) | WALK_IF((b) == 0x80, E3, E3_80) | \
		WALK_IF(WALK_IN(b, 0x81, 0xbf), E3, PLAIN) | \
		WALK_IF(WALK_IN(b, 0x81, 0xbf), E3_80, PLAIN) | \
		WALK_IF(WALK_IN(b, 0x80, 0xbe) && (b) != 0xbb, EF, PLAIN))

static const uint64_t plain[256] = WALK_TABLE(PLAIN_ROW);

const char *html_plain_run(const char *p, const char *end)
{
	unsigned state = PLAIN;
	const char *stop = walk(plain, &state, p, end);
	stop = walk_back(stop, state == PLAIN || state == BLANK);
	return stop > p && stop[-1] == ' ' ? stop - 1 : stop;
}
