/*
 * One PostgreSQL connection, and the statements that run on it.
 *
 * The statements are the files of sql/query, compiled in as query_NAME. The caller chooses the
 * function by the result that the statement must have: db_none (no rows), db_row (exactly one row)
 * or db_rows (any number):
 *
 *	db_args_auto struct db_args a = DB_ARGS_INIT;
 *	rows_auto struct rows rows = ROWS_INIT;
 *	arg_text(&a, "AAPL");
 *	if (db_row(db, &query_name, &a, &rows, err) != 0)
 *		return -1;
 *	... row_read of row.h ...
 *
 * Every wait ends at the deadline of the connection: then the statement is cancelled and the call
 * fails with ERROR_AGAIN. The other failures get their error kind from the SQLSTATE of the server.
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
	const char *conninfo;	      /* "": libpq reads its environment variables */
	const char *application_name; /* shown in pg_stat_activity */
	const char *password;	      /* as PGPASSWORD; NULL or "": none */
	const char *role;	      /* SET ROLE at the start; NULL: none */
	bool read_only;		      /* of every transaction */
	int64_t deadline_us;	      /* on the monotonic clock */
};

int db_open(struct db **out, const struct db_settings *settings, struct error *err);
/*
 * Checks a connection string or URI as libpq reads it, and that it holds no password. The message
 * does not repeat the text. Fails with ERROR_CONFIG.
 */
int db_check_conninfo(const char *conninfo, struct error *err);
/* DB may be NULL. The server rolls an open transaction back. */
void db_close(struct db *db);
void db_set_deadline(struct db *db, int64_t monotonic_us);
/* The SQLSTATE of the last failure, "" when there was none. Borrowed from DB. */
const char *db_sqlstate(const struct db *db);

/*
 * The arguments of a statement: the first arg_ call sets $1, the next one $2, and so on. The values
 * are copied into TEXT and stay valid until db_args_clear. A failed call (too many arguments, no
 * memory) makes the statement fail, so callers need not check each one.
 */
enum { DB_ARGS_MAX = 64 };
struct db_args {
	int count;
	bool null[DB_ARGS_MAX];
	size_t offset[DB_ARGS_MAX]; /* into text */
	struct buf text;
};
#define DB_ARGS_INIT ((struct db_args){.text = BUF_INIT((size_t)256 << 20)})
#define db_args_auto __attribute__((cleanup(db_args_free)))
void db_args_clear(struct db_args *a); /* removes all arguments, so that A can be used again */
void db_args_free(struct db_args *a);
void arg_null(struct db_args *a);
void arg_text(struct db_args *a, const char *value); /* NULL becomes null */
void arg_i64(struct db_args *a, int64_t value);
void arg_bool(struct db_args *a, bool value);
void arg_double(struct db_args *a, double value); /* exact; NAN and infinity become null */
/* In the next four an unknown value becomes null. */
void arg_price(struct db_args *a, struct price value);
void arg_money(struct db_args *a, struct money value);
void arg_instant(struct db_args *a, struct instant value);
void arg_date(struct db_args *a, struct date value);
/* An array of COUNT texts, as in '{"a","b"}'. */
void arg_text_array(struct db_args *a, const char *const *values, size_t count);

/*
 * The rows that a statement returned. Start with ROWS_INIT; rows_clear frees them, and rows_auto
 * calls rows_clear at the end of the scope.
 */
struct rows {
	struct pg_result *result;
	int count;
};
#define ROWS_INIT ((struct rows){NULL, 0})
#define rows_auto __attribute__((cleanup(rows_clear)))
void rows_clear(struct rows *rows);

/*
 * Send Q and read its whole result. ARGS may be NULL; *AFFECTED (may be NULL) is the number of rows
 * written. A statement that returns rows to db_none, no rows to the others, or not exactly one row
 * to db_row fails with ERROR_INTERNAL. *OUT is replaced only on success.
 */
int db_none(struct db *db, const struct query *q, const struct db_args *args, int64_t *affected,
	struct error *err);
int db_row(struct db *db, const struct query *q, const struct db_args *args, struct rows *out,
	struct error *err);
int db_rows(struct db *db, const struct query *q, const struct db_args *args, struct rows *out,
	struct error *err);

/*
 * The server parses TEXT, which must be one statement, and does not run it. TYPES are the types of
 * its COUNT parameters, by their numbers in pg_type. *OUT has no rows, but the columns of the
 * result (row.h); a statement without a result has no columns. NAME appears in error messages.
 */
int db_describe(struct db *db, const char *name, const char *text, const unsigned *types, int count,
	struct rows *out, struct error *err);
/* The character, from 1, at which the server found the last failure; 0 when it named none. */
int db_error_position(const struct db *db);

/* Sends several statements without arguments at once. NAME appears in error messages. */
int db_script(struct db *db, const char *name, const char *text, struct error *err);

/*
 * Begins a transaction, calls BODY and commits. After a serialisation failure or a deadlock the
 * transaction is repeated, three times in all; after any other failure it is rolled back. BODY may
 * therefore run more than once and must have no effect outside of the database.
 */
int db_transaction(struct db *db, int (*body)(struct db *, void *, struct error *), void *context,
	struct error *err);

/*
 * Runs the COPY ... FROM STDIN statement Q with DATA: rows in text format (copy_ functions) or in
 * binary format (binary_ functions). *ROWS is the number of rows stored; ROWS may be NULL.
 */
int db_copy_in(struct db *db, const struct query *q, const struct buf *data, int64_t *rows,
	struct error *err);

/*
 * Runs one statement in the background while the caller does something else:
 *
 *	db_start(db, &query_name, NULL, data, 2, err);
 *	... other work, and db_progress(db, &done, err) now and then ...
 *	db_finish(db, NULL, err);
 *
 * The connection takes no other statement until db_finish, or until db_progress fails: then the
 * statement is over and db_finish must not be called. COPY is the data of a COPY FROM STDIN in
 * COUNT pieces, borrowed until db_finish; NULL for any other statement.
 */
int db_start(struct db *db, const struct query *q, const struct db_args *args,
	const struct buf *copy, size_t count, struct error *err);
/* Continues as far as is possible without waiting. *DONE: db_finish will not wait. */
int db_progress(struct db *db, bool *done, struct error *err);
/*
 * The descriptor to poll for reading, with *WRITE also for writing; -1 when no statement runs in
 * the background.
 */
int db_descriptor(const struct db *db, bool *write);
/* Waits for the end of the statement, within the deadline. OUT may be NULL. */
int db_finish(struct db *db, struct rows *out, struct error *err);
/* Cancels the statement in the background, if there is one, and rolls the transaction back. */
void db_abandon(struct db *db);

/*
 * Rows for a binary COPY, which is faster than text for tens of thousands of rows. Write one
 * binary_head, then for each row binary_row with its number of fields and the fields in column
 * order, then one binary_tail.
 */
void binary_head(struct buf *b);
void binary_tail(struct buf *b);
void binary_row(struct buf *b, int fields);
void binary_null(struct buf *b);
void binary_text(struct buf *b, const char *value, size_t length);
void binary_i64(struct buf *b, int64_t value);
void binary_i32(struct buf *b, int32_t value);
void binary_i16(struct buf *b, int16_t value);
void binary_bool(struct buf *b, bool value);
void binary_double(struct buf *b, double value); /* the same bits; NAN and infinity become null */
/* In the next three an unknown value becomes null. */
void binary_price(struct buf *b, struct price value); /* numeric with four decimals */
void binary_instant(struct buf *b, struct instant value);
void binary_date(struct buf *b, struct date value);

/*
 * Runs the COPY (...) TO STDOUT statement Q in binary format and calls TAKE with the fields of each
 * row. The fields are borrowed for the call. When TAKE returns something other than 0, db_copy_out
 * stops and fails. A COPY has no parameters: let it read settings of the session instead.
 */
struct binary_field {
	const unsigned char *data;
	int32_t length; /* in bytes; -1: null */
};
typedef int binary_taker(
	void *context, const struct binary_field *fields, int count, struct error *err);
int db_copy_out(
	struct db *db, const struct query *q, binary_taker *take, void *context, struct error *err);
/*
 * Splits DATA, the message of one row, into at most MOST fields that point into DATA. Returns the
 * number of fields; -1 for the tail or for malformed data.
 */
int binary_split(const char *data, int length, struct binary_field *fields, int most);
/* Return false when the field is null or has another type. */
bool binary_read_i64(const struct binary_field *f, int64_t *out);
bool binary_read_instant(const struct binary_field *f, struct instant *out);
bool binary_read_price(const struct binary_field *f, struct price *out); /* exact, 4 decimals */

/*
 * Fields of a COPY row in text format, in column order; copy_end ends the row. An unknown value,
 * NAN and infinity become null.
 */
void copy_null(struct buf *b);
void copy_text(struct buf *b, const char *value); /* NULL becomes null */
void copy_i64(struct buf *b, int64_t value);
void copy_bool(struct buf *b, bool value);
void copy_double(struct buf *b, double value);
void copy_price(struct buf *b, struct price value);
void copy_instant(struct buf *b, struct instant value);
void copy_date(struct buf *b, struct date value);
void copy_end(struct buf *b);

#endif
