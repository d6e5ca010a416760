/* Rows of a binary COPY: PostgreSQL's documentation of COPY, section "Binary Format". */
#include <endian.h>
#include <string.h>

#include "db.h"

/* The server counts microseconds from 2000-01-01. */
#define SERVER_EPOCH_US (INT64_C(10957) * DAY_US)

enum { BASE = 10000, GROUPS_MAX = 6, SCALE = 4 };

static void put_u16(char *out, uint16_t value)
{
	uint16_t wire = htobe16(value);
	memcpy(out, &wire, sizeof wire);
}

static void put_u32(char *out, uint32_t value)
{
	uint32_t wire = htobe32(value);
	memcpy(out, &wire, sizeof wire);
}

void binary_head(struct buf *b)
{
	static const char head[19] = "PGCOPY\n\377\r\n\0";
	buf_append(b, head, sizeof head);
}

void binary_tail(struct buf *b)
{
	buf_append(b, "\377\377", 2);
}

void binary_row(struct buf *b, int fields)
{
	char out[2];
	put_u16(out, (uint16_t)fields);
	buf_append(b, out, sizeof out);
}

void binary_null(struct buf *b)
{
	buf_append(b, "\377\377\377\377", 4);
}

void binary_text(struct buf *b, const char *value, size_t length)
{
	char out[4];
	put_u32(out, (uint32_t)length);
	buf_append(b, out, sizeof out);
	buf_append(b, value, length);
}

void binary_i64(struct buf *b, int64_t value)
{
	char out[12];
	uint64_t wire = htobe64((uint64_t)value);
	put_u32(out, sizeof wire);
	memcpy(out + 4, &wire, sizeof wire);
	buf_append(b, out, sizeof out);
}

void binary_instant(struct buf *b, struct instant value)
{
	if (instant_known(value))
		binary_i64(b, value.us - SERVER_EPOCH_US);
	else
		binary_null(b);
}

/* A numeric is groups of four digits: 1/10000 USD are one group after the point. */
void binary_price(struct buf *b, struct price value)
{
	uint16_t groups[GROUPS_MAX];
	if (!price_known(value)) {
		binary_null(b);
		return;
	}
	uint64_t rest = value.e4 < 0 ? -(uint64_t)value.e4 : (uint64_t)value.e4;
	int count = 0;
	do
		groups[count++] = (uint16_t)(rest % BASE);
	while ((rest /= BASE) > 0);
	char out[4 + 8 + 2 * GROUPS_MAX];
	put_u32(out, (uint32_t)(8 + 2 * count));
	put_u16(out + 4, (uint16_t)count);
	put_u16(out + 6, (uint16_t)(count - 2)); /* the first group's power of 10000 */
	put_u16(out + 8, value.e4 < 0 ? 0x4000 : 0);
	put_u16(out + 10, SCALE);
	for (int i = 0; i < count; i++)
		put_u16(out + 12 + 2 * i, groups[count - 1 - i]);
	buf_append(b, out, (size_t)(12 + 2 * count));
}
