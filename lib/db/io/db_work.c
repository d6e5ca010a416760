/* Runs a statement in the background while the caller does something else. */
#include "db_private.h"

#include <poll.h>

int db_start(struct db *db, const struct query *q, const struct db_args *args,
	const struct buf *copy, size_t count, struct error *err)
{
	const char *values[DB_ARGS_MAX];
	int arg_count = db_values(q, args, values, err);
	if (arg_count < 0)
		return -1;
	for (size_t i = 0; copy != NULL && i < count; i++)
		if (!buf_ok(&copy[i]))
			return error_set(err, ERROR_INTERNAL,
				"copy %s: the rows do not fit in memory", q->name);
	db->sqlstate[0] = '\0';
	if (!PQsendQueryParams(db->conn, q->text, arg_count, NULL, values, NULL, NULL, 0))
		return db_fail_connection(db, q->name, err);
	db->work.query = q;
	db->work.copy = copy;
	db->work.count = copy == NULL ? 0 : count;
	db->work.piece = db->work.sent = 0;
	db->work.state = copy == NULL ? DB_RESULT_AWAITED : DB_COPY_REQUESTED;
	db->work.flushing = true;
	return 0;
}

/* Ends the statement with an error of the connection. Returns -1. */
static int fail_work(struct db *db, struct error *err)
{
	const char *name = db->work.query->name;
	db->work.query = NULL;
	return db_fail_connection(db, name, err);
}

/* Reads the server's reply to the COPY request. *WAIT: it has not arrived yet. */
static int expect_copy(struct db *db, bool *wait, struct error *err)
{
	*wait = PQisBusy(db->conn) != 0;
	if (*wait)
		return 0;
	PGresult *result = PQgetResult(db->conn);
	bool copying = PQresultStatus(result) == PGRES_COPY_IN;
	int outcome = copying ? 0 : db_fail_result(db, result, db->work.query->name, err);
	PQclear(result);
	db->work.state = DB_COPY_SENDING;
	if (outcome != 0) {
		db_drain(db, db->work.query->name);
		db->work.query = NULL;
	}
	return outcome;
}

/* Sends the next part of the COPY data, or its end. */
static int send_part(struct db *db, struct error *err)
{
	enum { PIECE = 1 << 18 };
	const struct buf *b = &db->work.copy[db->work.piece];
	if (db->work.piece == db->work.count) {
		if (PQputCopyEnd(db->conn, NULL) < 0)
			return fail_work(db, err);
		db->work.state = DB_RESULT_AWAITED;
		return 0;
	}
	size_t left = b->length - db->work.sent, n = left < PIECE ? left : PIECE;
	if (n > 0 && PQputCopyData(db->conn, b->data + db->work.sent, (int)n) < 0)
		return fail_work(db, err);
	db->work.sent += n;
	if (db->work.sent == b->length) {
		db->work.piece++;
		db->work.sent = 0;
	}
	return 0;
}

int db_progress(struct db *db, bool *done, struct error *err)
{
	*done = false;
	for (bool wait = false; !wait;) {
		int flushed = PQflush(db->conn);
		if (flushed < 0 || !PQconsumeInput(db->conn))
			return fail_work(db, err);
		db->work.flushing = flushed > 0;
		if (flushed > 0)
			return 0;
		if (db->work.state == DB_RESULT_AWAITED) {
			*done = PQisBusy(db->conn) == 0;
			return 0;
		}
		if (db->work.state == DB_COPY_REQUESTED) {
			if (expect_copy(db, &wait, err) != 0)
				return -1;
		} else if (send_part(db, err) != 0) {
			return -1;
		}
	}
	return 0;
}

int db_descriptor(const struct db *db, bool *write)
{
	*write = db->work.query != NULL && db->work.flushing;
	return db->work.query == NULL ? -1 : PQsocket(db->conn);
}

int db_finish(struct db *db, struct rows *out, struct error *err)
{
	const char *name = db->work.query->name;
	for (bool done = false; !done && db->work.state != DB_RESULT_AWAITED;) {
		bool write;
		if (db_progress(db, &done, err) != 0)
			return -1;
		int fd = db_descriptor(db, &write);
		if (fd >= 0 && db->work.state != DB_RESULT_AWAITED &&
			db_wait_socket(db->conn, (short)(write ? POLLIN | POLLOUT : POLLIN),
				db->deadline_us) != 0) {
			db->work.query = NULL;
			db_cancel(db);
			return db_fail_late(name, err);
		}
	}
	db->work.query = NULL;
	PGresult *result;
	int outcome = db_finish_statement(db, name, &result, err);
	if (outcome != 0)
		return -1;
	if (out != NULL) {
		rows_clear(out);
		*out = (struct rows){result, PQntuples(result)};
	} else {
		PQclear(result);
	}
	return 0;
}

void db_abandon(struct db *db)
{
	if (db->work.query != NULL)
		db_cancel(db);
	db->work.query = NULL;
	db_roll_back(db);
}
