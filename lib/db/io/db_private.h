/*
 * What the parts of db.h share: the connection (db_open.c), statements (db.c), COPY (db_copy.c) and
 * what is under way while the caller does something else (db_work.c).
 */
#ifndef OPT_DB_PRIVATE_H
#define OPT_DB_PRIVATE_H

#include <libpq-fe.h>

#include "db.h"

struct db {
	PGconn *conn;
	int64_t deadline_us;
	char sqlstate[6];
	/* the statement of db_start */
	struct {
		const struct query *query; /* NULL: none */
		const struct buf *copy;
		size_t count, piece, sent; /* pieces; the one that is sent, bytes of it */
		enum { DB_ASKED, DB_FEEDING, DB_ANSWERING } state;
		bool flushing;
	} work;
};

/* Set sqlstate and ERR; -1. */
int db_fail_connection(struct db *db, const char *what, struct error *err);
int db_fail_result(struct db *db, const PGresult *result, const char *name, struct error *err);

/* Waits for the socket; 0, or -1 past the deadline. */
int db_wait_socket(PGconn *conn, short events, int64_t deadline_us);

/* Past the deadline: ask the server to stop, and give it a moment to say so. */
void db_cancel(struct db *db);

/* Sends Q and reads its answer; *OUT is its last result. */
int db_run(struct db *db, const struct query *q, const struct db_args *args, PGresult **out,
	struct error *err);
/* Arguments as libpq takes them, borrowed from ARGS (may be NULL). Returns how many, -1. */
int db_values(const struct query *q, const struct db_args *args,
	const char *values[static DB_ARGS_MAX], struct error *err);
/* Sends what is queued, then reads to the end of the statement; *OUT is its last result. */
int db_finish_statement(struct db *db, const char *name, PGresult **out, struct error *err);
/* Reads what is left of a refused statement, within the deadline, so that another can be sent. */
void db_drain(struct db *db, const char *name);

#endif
