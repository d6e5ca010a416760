/*
 * Shared by the files that implement db.h: db_open.c (the connection), db_session.c (its settings),
 * db.c (statements), db_copy.c (COPY) and db_work.c (statements in the background). No other file
 * includes this header.
 */
#ifndef OPT_DB_PRIVATE_H
#define OPT_DB_PRIVATE_H

#include <libpq-fe.h>

#include "db.h"

struct db {
	PGconn *conn;
	int64_t deadline_us;
	char sqlstate[6];
	int error_position; /* of the last failure in its statement; 0: unknown */
	/* the statement in the background, see db_start */
	struct {
		const struct query *query; /* NULL: none */
		const struct buf *copy;	   /* the pieces of a COPY, borrowed */
		size_t count;		   /* number of pieces */
		size_t piece;		   /* index of the piece that is being sent */
		size_t sent;		   /* bytes of that piece already sent */
		/* COPY requested, rows are being sent, the result is awaited */
		enum { DB_COPY_REQUESTED, DB_COPY_SENDING, DB_RESULT_AWAITED } state;
		bool flushing; /* libpq still has bytes to send */
	} work;
};

enum { DB_OPTIONS_SIZE = 512 };
/* The settings of the session as the connection option "options". */
void db_session_options(const struct db_settings *s, char out[static DB_OPTIONS_SIZE]);
/* Fails with ERROR_CONFIG when the session does not have the settings that it was opened with. */
int db_session_check(struct db *db, const struct db_settings *s, struct error *err);

/* Set db->sqlstate and ERR, and return -1. WHAT and NAME begin the error message. */
int db_fail_connection(struct db *db, const char *what, struct error *err);
int db_fail_result(struct db *db, const PGresult *result, const char *name, struct error *err);

/*
 * Waits until poll reports EVENTS for the socket. Returns 0, or -1 past the deadline or soon after
 * a signal that stops the program.
 */
int db_wait_socket(PGconn *conn, short events, int64_t deadline_us);

/*
 * Sends the bytes that libpq has queued: the connection is in non-blocking mode, so that no call
 * of libpq waits for the server.
 */
int db_flush(struct db *db, const char *name, struct error *err);

/*
 * Ends the running statement: cancels it, reads and drops its results and COPY rows. A server that
 * does not end it within 0.4 s loses the connection, so that no later call waits again.
 */
void db_cancel(struct db *db);

/* Ends the transaction, if there is one; past the deadline too, but then only for a moment. */
void db_roll_back(struct db *db);

/* Sets ERR to the reason why statement NAME was not awaited. Returns -1. */
int db_fail_late(const char *name, struct error *err);

/* Sends Q and reads all its results. *OUT is the last one, owned by the caller. */
int db_run(struct db *db, const struct query *q, const struct db_args *args, PGresult **out,
	struct error *err);
/*
 * Fills VALUES, in the form that libpq takes, with pointers borrowed from ARGS (may be NULL).
 * Returns the number of arguments, or -1.
 */
int db_values(const struct query *q, const struct db_args *args,
	const char *values[static DB_ARGS_MAX], struct error *err);
/*
 * Sends the data that libpq has queued, then reads all results of the statement. *OUT is the last
 * one, owned by the caller.
 */
int db_finish_statement(struct db *db, const char *name, PGresult **out, struct error *err);
/*
 * Reads and drops the remaining results of a failed statement, within the deadline, so that the
 * next statement can be sent.
 */
void db_drain(struct db *db, const char *name);

#endif
