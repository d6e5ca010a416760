/*
 * Writes and reads rows of a binary COPY. The format is that of PostgreSQL's documentation of COPY,
 * section "Binary Format".
 */
#include <endian.h>
#include <math.h>
#include <string.h>

#include "db.h"

/* The server counts microseconds from 2000-01-01, which is 10957 days after 1970-01-01. */
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

/*
 * A numeric is a list of groups of four digits. A price in 1/10000 USD has one group after the
 * decimal point.
 */
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

void binary_i32(struct buf *b, int32_t value)
{
	char out[8];
	put_u32(out, 4);
	put_u32(out + 4, (uint32_t)value);
	buf_append(b, out, sizeof out);
}

void binary_i16(struct buf *b, int16_t value)
{
	char out[6];
	put_u32(out, 2);
	put_u16(out + 4, (uint16_t)value);
	buf_append(b, out, sizeof out);
}

void binary_bool(struct buf *b, bool value)
{
	char out[5];
	put_u32(out, 1);
	out[4] = value;
	buf_append(b, out, sizeof out);
}

void binary_double(struct buf *b, double value)
{
	int64_t bits;
	if (!isfinite(value)) {
		binary_null(b);
		return;
	}
	memcpy(&bits, &value, sizeof bits);
	binary_i64(b, bits);
}

void binary_date(struct buf *b, struct date value)
{
	if (date_known(value))
		binary_i32(b, (int32_t)(value.days - SERVER_EPOCH_US / DAY_US));
	else
		binary_null(b);
}

static int16_t get_i16(const unsigned char *p)
{
	return (int16_t)(p[0] << 8 | p[1]);
}

bool binary_read_i64(const struct binary_field *f, int64_t *out)
{
	uint64_t wire;
	if (f->length != (int32_t)sizeof wire)
		return false;
	memcpy(&wire, f->data, sizeof wire);
	*out = (int64_t)be64toh(wire);
	return true;
}

bool binary_read_instant(const struct binary_field *f, struct instant *out)
{
	int64_t us;
	if (!binary_read_i64(f, &us))
		return false;
	*out = (struct instant){us + SERVER_EPOCH_US};
	return true;
}

bool binary_read_price(const struct binary_field *f, struct price *out)
{
	if (f->length < 8)
		return false;
	int count = get_i16(f->data), weight = get_i16(f->data + 2);
	int sign = get_i16(f->data + 4);
	/* at most four groups before the decimal point and one after it, and not NaN */
	bool fits = f->length == 8 + 2 * count && count >= 0 && weight <= 3 &&
		    (count == 0 || count - weight <= 2) && (sign == 0 || sign == 0x4000);
	if (!fits)
		return false;
	int64_t e4 = 0;
	for (int power = weight; power >= -1; power--) {
		int group = weight - power;
		e4 = e4 * BASE + (group < count ? get_i16(f->data + 8 + 2 * group) : 0);
	}
	if (count == 0)
		e4 = 0;
	else if (weight < -1)
		return false;
	*out = (struct price){sign == 0 ? e4 : -e4};
	return true;
}

/* The first two bytes of a row are its number of fields, -1 in the tail. */
int binary_split(const char *data, int length, struct binary_field *fields, int most)
{
	const unsigned char *p = (const unsigned char *)data, *end = p + length;
	if (length < 2)
		return -1;
	int count = get_i16(p);
	p += 2;
	if (count > most)
		return -1;
	for (int i = 0; i < count; i++) {
		uint32_t wire;
		if (end - p < 4)
			return -1;
		memcpy(&wire, p, sizeof wire);
		int32_t size = (int32_t)be32toh(wire);
		p += 4;
		if (size < -1 || size > end - p)
			return -1;
		fields[i] = (struct binary_field){p, size};
		p += size > 0 ? size : 0;
	}
	return count;
}
