/*
 * A string that grows up to a declared maximum. A failure (maximum reached, out of memory) is
 * remembered: append as often as needed, and check buf_ok once at the end.
 *
 *	buf_auto struct buf b = BUF_INIT(4096); // buf_auto: freed at the end of the scope
 *	buf_puts(&b, "ticker ");
 *	buf_printf(&b, "%d", n);
 *	if (!buf_ok(&b))
 *		return error_memory(err);
 *	use(buf_text(&b));
 */
#ifndef OPT_BUF_H
#define OPT_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* owned; NULL until the first append, then always ends with a NUL */
	size_t length;
	size_t capacity;
	size_t max; /* bytes, without the NUL */
	bool failed;
};

#define BUF_INIT(maximum) ((struct buf){.max = (maximum)})
#define buf_auto __attribute__((cleanup(buf_free)))

/* Append at the end. After a failure they do nothing. */
void buf_append(struct buf *b, const char *data, size_t length);
void buf_puts(struct buf *b, const char *text);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/*
 * buf_room returns a place for SIZE bytes after the data, or NULL (and the buffer has failed).
 * The caller writes there, and then calls buf_extend with the number of bytes written, which is at
 * most SIZE.
 */
char *buf_room(struct buf *b, size_t size);
void buf_extend(struct buf *b, size_t length);
void buf_clear(struct buf *b);	  /* sets the length to 0 and forgets a failure; keeps the memory */
void buf_free(struct buf *b);	  /* frees the memory; the buffer may be used again */
bool buf_ok(const struct buf *b); /* false after a failure */
const char *buf_text(const struct buf *b); /* "" when empty; borrowed */
/*
 * Returns the text, which the caller frees, and leaves the buffer empty. Returns NULL when the
 * buffer has failed.
 */
char *buf_take(struct buf *b);

#endif
