#include "unicode.h"

#include <stdbool.h>

#include "array.h"

struct range {
	int32_t first;
	int32_t value;
};

struct lower_run {
	int32_t first, last, step, distance;
};

struct pair {
	int32_t whole, first, second;
	bool composes;
};

struct single {
	int32_t code, same;
};

static const struct range class_range[] = {
#define O(first) {0x##first, UNICODE_OTHER},
#define C(first) {0x##first, UNICODE_CONTROL},
#define Z(first) {0x##first, UNICODE_SPACE},
#define P(first) {0x##first, UNICODE_PUNCTUATION},
#define M(first) {0x##first, UNICODE_MARK},
#include "unicode_class.def"
#undef O
#undef C
#undef Z
#undef P
#undef M
};

static const struct range order_range[] = {
#define K(first, order) {0x##first, order},
#include "unicode_order.def"
#undef K
};

static const struct lower_run lower_run[] = {
#define L(first, last, step, distance) {0x##first, 0x##last, step, distance},
#include "unicode_lower.def"
#undef L
};

static const struct pair pair[] = {
#define P(whole, first, second) {0x##whole, 0x##first, 0x##second, true},
#define N(whole, first, second) {0x##whole, 0x##first, 0x##second, false},
#include "unicode_pair.def"
#undef P
#undef N
};

static const struct single single[] = {
#define S(code, same) {0x##code, 0x##same},
#include "unicode_single.def"
#undef S
};

enum {
	ASCII_END = 0x80,
	FIRST_DECOMPOSING = 0xc0,
	FIRST_MARK = 0x300, /* the second half of a composition is at or above this */
	FIRST_LETTER_OF_TWO_CASES = 0xc0,
};

/*
 * Hangul syllables are computed (Unicode 3.12) from a leading letter, a vowel and perhaps a
 * trailing letter.
 */
enum {
	HANGUL = 0xac00,
	HANGUL_L = 0x1100,
	HANGUL_V = 0x1161,
	HANGUL_T = 0x11a7, /* the code point before the first trailing letter */
	L_COUNT = 19,
	V_COUNT = 21,
	T_COUNT = 28,
	HANGUL_COUNT = L_COUNT * V_COUNT * T_COUNT,
};

/*
 * Returns the index of the last of COUNT entries whose key is not greater than C; -1 when all are
 * greater. Each entry starts with its key, an int32_t; the keys ascend.
 */
static ptrdiff_t last_not_above(const void *table, size_t count, size_t size, int32_t c)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const int32_t *key = (const void *)((const char *)table + middle * size);
		if (*key <= c)
			low = middle + 1;
		else
			high = middle;
	}
	return (ptrdiff_t)low - 1;
}

#define LOOKUP(table, c) last_not_above((table), array_size(table), sizeof(table)[0], (c))

enum unicode_class unicode_class(int32_t c)
{
	return (enum unicode_class)class_range[LOOKUP(class_range, c)].value;
}

int unicode_order(int32_t c)
{
	return c < FIRST_MARK ? 0 : order_range[LOOKUP(order_range, c)].value;
}

int32_t unicode_lower(int32_t c)
{
	if (c < ASCII_END)
		return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
	if (c < FIRST_LETTER_OF_TWO_CASES)
		return c;
	const struct lower_run *run = &lower_run[LOOKUP(lower_run, c)];
	return c <= run->last && (c - run->first) % run->step == 0 ? c + run->distance : c;
}

static size_t decompose_hangul(int32_t syllable, int32_t *out)
{
	int32_t trailing = syllable % T_COUNT;
	out[0] = HANGUL_L + syllable / (V_COUNT * T_COUNT);
	out[1] = HANGUL_V + syllable % (V_COUNT * T_COUNT) / T_COUNT;
	out[2] = HANGUL_T + trailing;
	return trailing != 0 ? 3 : 2;
}

size_t unicode_decompose(int32_t c, int32_t out[static UNICODE_DECOMPOSED_MAX])
{
	if (c >= HANGUL && c < HANGUL + HANGUL_COUNT)
		return decompose_hangul(c - HANGUL, out);
	/* the first of a pair may itself be a pair; the seconds are gathered from the end */
	int32_t second[UNICODE_DECOMPOSED_MAX];
	size_t seconds = 0;
	while (c >= FIRST_DECOMPOSING) {
		ptrdiff_t s = LOOKUP(single, c), p = LOOKUP(pair, c);
		if (s >= 0 && single[s].code == c) {
			c = single[s].same;
		} else if (p >= 0 && pair[p].whole == c && seconds < UNICODE_DECOMPOSED_MAX - 1) {
			second[seconds++] = pair[p].second;
			c = pair[p].first;
		} else {
			break;
		}
	}
	out[0] = c;
	for (size_t i = 0; i < seconds; i++)
		out[1 + i] = second[seconds - 1 - i];
	return 1 + seconds;
}

/*
 * Composes a leading letter and a vowel, or a syllable without a trailing letter and one; -1:
 * neither.
 */
static int32_t compose_hangul(int32_t first, int32_t second)
{
	int32_t l = first - HANGUL_L, v = second - HANGUL_V;
	if (l >= 0 && l < L_COUNT && v >= 0 && v < V_COUNT)
		return HANGUL + (l * V_COUNT + v) * T_COUNT;
	int32_t s = first - HANGUL, t = second - HANGUL_T;
	if (s >= 0 && s < HANGUL_COUNT && s % T_COUNT == 0 && t > 0 && t < T_COUNT)
		return first + t;
	return -1;
}

int32_t unicode_compose(int32_t first, int32_t second)
{
	if (second < FIRST_MARK)
		return -1;
	/*
	 * The table is sorted by the whole, so all entries are searched: about a microsecond, and
	 * only for cased models.
	 */
	for (size_t i = 0; i < array_size(pair); i++)
		if (pair[i].second == second && pair[i].first == first && pair[i].composes)
			return pair[i].whole;
	return compose_hangul(first, second);
}
