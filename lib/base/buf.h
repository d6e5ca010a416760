/*
 * A growing string with a declared maximum. Failure (the maximum, memory) is sticky: append freely,
 * ask buf_ok once at the end. The data is always NUL-terminated once anything was appended.
 */
#ifndef OPT_BUF_H
#define OPT_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* NULL until the first append; owned */
	size_t length;
	size_t capacity;
	size_t max; /* bytes, the NUL not counted */
	bool failed;
};

#define BUF_INIT(maximum) ((struct buf){.max = (maximum)})
#define buf_auto __attribute__((cleanup(buf_free)))

void buf_append(struct buf *b, const char *data, size_t length);
void buf_puts(struct buf *b, const char *text);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/*
 * Room for SIZE bytes behind what is there, to write into; what was written becomes part with
 * buf_extend. NULL (and failure): there is none.
 */
char *buf_room(struct buf *b, size_t size);
void buf_extend(struct buf *b, size_t length); /* at most the room asked for last */
void buf_clear(struct buf *b);		       /* length 0, failure forgotten, memory kept */
void buf_free(struct buf *b);		       /* memory given back; the buffer may be used again */
bool buf_ok(const struct buf *b);
const char *buf_text(const struct buf *b); /* "" when empty; borrowed */
/* returns owned text, the buffer is empty after; NULL when failed */
char *buf_take(struct buf *b);

#endif
