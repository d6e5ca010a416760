/*
 * One PostgreSQL connection. Statements come from sql/query; the shape of the answer is part of the
 * call: db_none, db_row (exactly one row), db_rows. Every wait is bounded by the deadline given at
 * opening; past it the statement is cancelled and the call fails with ERROR_AGAIN. Failures carry
 * the exit status their SQLSTATE asks for.
 */
#ifndef OPT_DB_H
#define OPT_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "date.h"
#include "error.h"
#include "instant.h"
#include "num.h"
#include "sql.h"

struct db;
struct pg_result; /* libpq's PGresult */

struct db_settings {
	const char *conninfo;	      /* "" for libpq's own environment */
	const char *application_name; /* seen in pg_stat_activity */
	const char *role;	      /* SET ROLE at the start; NULL: none */
	bool read_only;		      /* every transaction */
	int64_t deadline_us;	      /* monotonic */
};

int db_open(struct db **out, const struct db_settings *options, struct error *err);
/* NULL is allowed; an open transaction is rolled back by the server */
void db_close(struct db *db);

/* Arguments $1.. in order; text lives until db_args_clear. */
enum { DB_ARGS_MAX = 64 };
struct db_args {
	int count;
	bool null[DB_ARGS_MAX];
	size_t offset[DB_ARGS_MAX]; /* into text */
	struct buf text;
};
#define DB_ARGS_INIT ((struct db_args){.text = BUF_INIT((size_t)256 << 20)})
#define db_args_auto __attribute__((cleanup(db_args_free)))
void db_args_clear(struct db_args *a); /* to be used again */
void db_args_free(struct db_args *a);
void arg_null(struct db_args *a);
void arg_text(struct db_args *a, const char *value); /* NULL: null */
void arg_i64(struct db_args *a, int64_t value);
void arg_bool(struct db_args *a, bool value);
void arg_double(struct db_args *a, double value); /* NAN: null; exact */
/* unknown: null, as for the next three */
void arg_price(struct db_args *a, struct price value);
void arg_money(struct db_args *a, struct money value);
void arg_instant(struct db_args *a, struct instant value);
void arg_date(struct db_args *a, struct date value);
/* An array of text: '{"a","b"}'; COUNT pointers, borrowed for the call. */
void arg_text_array(struct db_args *a, const char *const *values, size_t count);

/* Answers. RESULT is freed by rows_clear; ROWS_INIT before, rows_auto to be sure. */
struct rows {
	struct pg_result *result;
	int count;
};
#define ROWS_INIT ((struct rows){NULL, 0})
#define rows_auto __attribute__((cleanup(rows_clear)))
void rows_clear(struct rows *rows);

/* ARGS may be NULL. AFFECTED may be NULL. */
int db_none(struct db *db, const struct query *q, const struct db_args *args, int64_t *affected,
	struct error *err);
int db_row(struct db *db, const struct query *q, const struct db_args *args, struct rows *out,
	struct error *err);
int db_rows(struct db *db, const struct query *q, const struct db_args *args, struct rows *out,
	struct error *err);

/* Several statements without arguments in one go (migrations). */
int db_script(struct db *db, const char *name, const char *text, struct error *err);

/*
 * Begin, BODY, commit. A serialisation failure or deadlock runs it again, three times in all; any
 * other failure rolls back. BODY may be called more than once and must not touch the outside.
 */
int db_transaction(struct db *db, int (*body)(struct db *, void *, struct error *), void *context,
	struct error *err);

/*
 * COPY ... FROM STDIN: DATA is COPY text format, made with the copy_ functions; ROWS may be NULL.
 */
int db_copy_in(struct db *db, const struct query *q, const struct buf *data, int64_t *rows,
	struct error *err);

/*
 * A statement under way while the caller does something else; nothing else may be asked of the
 * connection until db_finish. COPY: COUNT pieces of the data for a COPY FROM STDIN, borrowed until
 * then; NULL for another statement.
 */
int db_start(struct db *db, const struct query *q, const struct db_args *args,
	const struct buf *copy, size_t count, struct error *err);
/* Goes on with it as far as that takes no waiting. *DONE: db_finish will not wait. */
int db_progress(struct db *db, bool *done, struct error *err);
/* What to wait for: readable, *WRITE also writable. -1 when nothing is under way. */
int db_descriptor(const struct db *db, bool *write);
/* Waits for its end, within the deadline. OUT may be NULL. */
int db_finish(struct db *db, struct rows *out, struct error *err);
/* Ends a transaction that cannot go on, and the statement under way in it. */
void db_abandon(struct db *db);

/* Binary COPY, for rows by the ten thousand: a head, rows of so many fields, a tail. */
void binary_head(struct buf *b);
void binary_tail(struct buf *b);
void binary_row(struct buf *b, int fields);
void binary_text(struct buf *b, const char *value, size_t length);
void binary_i64(struct buf *b, int64_t value);
void binary_price(struct buf *b, struct price value);	  /* numeric(_,4); unknown: null */
void binary_instant(struct buf *b, struct instant value); /* unknown: null */
void binary_null(struct buf *b);
void binary_i32(struct buf *b, int32_t value);
void binary_i16(struct buf *b, int16_t value);
void binary_bool(struct buf *b, bool value);
void binary_double(struct buf *b, double value); /* NAN: null; the same bits */
void binary_date(struct buf *b, struct date value);

/*
 * COPY (...) TO STDOUT in binary format: TAKE is called with the fields of each row, borrowed for
 * the call; an answer that is not 0 ends it. Such a statement has no parameters: it reads settings
 * of the session instead.
 */
struct binary_field {
	const unsigned char *data;
	int32_t length; /* -1: null */
};
typedef int binary_taker(
	void *context, const struct binary_field *fields, int count, struct error *err);
int db_copy_out(
	struct db *db, const struct query *q, binary_taker *take, void *context, struct error *err);
/*
 * The fields of DATA, one row's message, into FIELDS (room for MOST). Returns how many; -1 for the
 * tail, or what is none.
 */
int binary_split(const char *data, int length, struct binary_field *fields, int most);
/* False where the field is null or of another form. */
bool binary_read_i64(const struct binary_field *f, int64_t *out);
bool binary_read_instant(const struct binary_field *f, struct instant *out);
bool binary_read_price(const struct binary_field *f, struct price *out); /* to 1/10000, exact */

/* Fields of a COPY text row, in order; copy_end ends the row. Unknown becomes \N. */
void copy_text(struct buf *b, const char *value);
void copy_i64(struct buf *b, int64_t value);
void copy_double(struct buf *b, double value);
void copy_price(struct buf *b, struct price value);
void copy_instant(struct buf *b, struct instant value);
void copy_date(struct buf *b, struct date value);
void copy_null(struct buf *b);
void copy_bool(struct buf *b, bool value);
void copy_end(struct buf *b);

void db_set_deadline(struct db *db, int64_t monotonic_us);
const char *db_sqlstate(const struct db *db); /* of the last failure, "" when none; borrowed */

#endif
