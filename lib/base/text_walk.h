/*
 * Finite automata over bytes, for the long texts of feeds. A table has one row of 64 bits per byte
 * value; the row holds, at the bit that is the number of a state, the next state. One step is a
 * load and a shift, without a branch: the processor would mispredict branches in text of several
 * scripts. At most ten states fit. A transition that a row does not name leads to WALK_STOP, which
 * has no way out.
 *
 *	static const uint64_t table[256] = WALK_TABLE(ROW); // of WALK_IF(...) | ...
 *	unsigned state = WALK_START;
 *	const char *stop = walk(table, &state, text, end);
 */
#ifndef OPT_TEXT_WALK_H
#define OPT_TEXT_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WALK_STOP, WALK_START = 6, WALK_STATE_BITS = 6, WALK_BLOCK = 16 };

/* State N: 0 is WALK_STOP, 1 is WALK_START. */
#define WALK_STATE(n) ((n)*WALK_STATE_BITS)
#define WALK_TO(from, to) ((uint64_t)(to) << (from))

/* A whole table, as a constant expression, from the macro ROW(byte). */
#define WALK_4(row, b) row(b), row((b) + 1), row((b) + 2), row((b) + 3)
#define WALK_16(row, b) \
	WALK_4(row, b), WALK_4(row, (b) + 4), WALK_4(row, (b) + 8), WALK_4(row, (b) + 12)
#define WALK_64(row, b) \
	WALK_16(row, b), WALK_16(row, (b) + 16), WALK_16(row, (b) + 32), WALK_16(row, (b) + 48)
#define WALK_TABLE(row) \
	{ \
		WALK_64(row, 0), WALK_64(row, 64), WALK_64(row, 128), WALK_64(row, 192) \
	}

/* For ROW: true when BYTE is in FIRST..LAST; the step FROM a state TO another if CONDITION. */
#define WALK_IN(byte, first, last) ((byte) >= (first) && (byte) <= (last))
#define WALK_IF(condition, from, to) ((condition) ? WALK_TO(from, to) : 0)

static inline unsigned walk_step(const uint64_t table[static 256], unsigned state, char byte)
{
	return (unsigned)(table[(unsigned char)byte] >> state) & 63;
}

/* The older states are above the lowest six bits, and the shift uses only these six. */
static inline unsigned walk_block(
	const uint64_t table[static 256], unsigned state, const char text[static WALK_BLOCK])
{
	uint64_t row = state;
	for (int i = 0; i < WALK_BLOCK; i++)
		row = table[(unsigned char)text[i]] >> (row & 63);
	return (unsigned)row & 63;
}

/*
 * Runs the automaton from *STATE over TEXT up to END or WALK_STOP. Returns the place after the last
 * byte it accepted, with the state there in *STATE.
 */
static inline const char *walk(
	const uint64_t table[static 256], unsigned *state, const char *text, const char *end)
{
	unsigned next;
	while (end - text >= WALK_BLOCK && (next = walk_block(table, *state, text)) != WALK_STOP) {
		*state = next;
		text += WALK_BLOCK;
	}
	while (text < end && (next = walk_step(table, *state, *text)) != WALK_STOP) {
		*state = next;
		text++;
	}
	return text;
}

/* The first byte of the character in which the automaton stopped; TEXT when BETWEEN characters. */
static inline const char *walk_back(const char *text, bool between)
{
	if (!between)
		while (((unsigned char)*--text & 0xc0) == 0x80)
			continue;
	return text;
}

#endif
