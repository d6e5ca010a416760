/* COPY into the database and out of it. */
#include "db_private.h"

#include <poll.h>

#include "clock.h"

int db_copy_in(struct db *db, const struct query *q, const struct buf *data, int64_t *rows,
	struct error *err)
{
	enum { PIECE = 1 << 20 };
	PGresult *result;
	if (!buf_ok(data))
		return error_set(
			err, ERROR_INTERNAL, "copy %s: the rows do not fit in memory", q->name);
	if (db_run(db, q, NULL, &result, err) != 0)
		return -1;
	bool copying = PQresultStatus(result) == PGRES_COPY_IN;
	PQclear(result);
	if (!copying)
		return error_set(
			err, ERROR_INTERNAL, "copy %s: not a COPY FROM STDIN statement", q->name);
	for (size_t sent = 0; sent < data->length;) {
		size_t piece = data->length - sent < PIECE ? data->length - sent : PIECE;
		if (PQputCopyData(db->conn, data->data + sent, (int)piece) != 1)
			return db_fail_connection(db, q->name, err);
		if (db_flush(db, q->name, err) != 0)
			return -1;
		sent += piece;
	}
	if (PQputCopyEnd(db->conn, NULL) != 1)
		return db_fail_connection(db, q->name, err);
	if (db_finish_statement(db, q->name, &result, err) != 0)
		return -1;
	int64_t count = 0;
	(void)num_parse_i64(PQcmdTuples(result), 0, INT64_MAX, &count);
	PQclear(result);
	if (rows != NULL)
		*rows = count;
	return 0;
}

enum { HEAD_SIZE = 19, FIELDS_MAX = 64 };

/* Passes the row of one message to TAKE. The first message begins with the head. */
static int take_message(const struct query *q, const char *data, int length, bool first,
	binary_taker *take, void *context, struct error *err)
{
	struct binary_field fields[FIELDS_MAX];
	if (first && length < HEAD_SIZE)
		return error_set(
			err, ERROR_INTERNAL, "copy %s: the data is not in binary format", q->name);
	data += first ? HEAD_SIZE : 0;
	length -= first ? HEAD_SIZE : 0;
	if (length == 0)
		return 0;
	int count = binary_split(data, length, fields, FIELDS_MAX);
	if (count >= 0)
		return take(context, fields, count, err);
	return length == 2 ? 0
			   : error_set(err, ERROR_INTERNAL, "copy %s: a row is malformed", q->name);
}

/*
 * Reads the next message, *DATA; *LENGTH is -1 at the end. When there is no message yet, it first
 * sleeps for a moment and polls only then: a server that must wake its client for every eight
 * kilobytes takes a third longer.
 */
static int next_message(
	struct db *db, const struct query *q, char **data, int *length, struct error *err)
{
	enum { GATHER_US = 600 };
	for (int tries = 0;; tries++) {
		*length = PQgetCopyData(db->conn, data, 1);
		if (*length > 0 || *length == -1)
			return 0;
		if (*length < 0)
			return db_fail_connection(db, q->name, err);
		if (tries == 1)
			clock_sleep_until(clock_monotonic_us() + GATHER_US);
		if (tries > 1 && db_wait_socket(db->conn, POLLIN, db->deadline_us) != 0)
			return db_fail_late(q->name, err);
		if (!PQconsumeInput(db->conn))
			return db_fail_connection(db, q->name, err);
	}
}

/* Passes each row to TAKE as it arrives. Returns 0 after the last row. */
static int take_messages(
	struct db *db, const struct query *q, binary_taker *take, void *context, struct error *err)
{
	char *data;
	int length;
	for (bool first = true;; first = false) {
		if (next_message(db, q, &data, &length, err) != 0)
			return -1;
		if (length < 0)
			return 0;
		int result = take_message(q, data, length, first, take, context, err);
		PQfreemem(data);
		if (result != 0)
			return result;
	}
}

int db_copy_out(
	struct db *db, const struct query *q, binary_taker *take, void *context, struct error *err)
{
	PGresult *result;
	if (db_run(db, q, NULL, &result, err) != 0)
		return -1;
	bool copying = PQresultStatus(result) == PGRES_COPY_OUT;
	PQclear(result);
	if (!copying)
		return error_set(
			err, ERROR_INTERNAL, "copy %s: not a COPY TO STDOUT statement", q->name);
	if (take_messages(db, q, take, context, err) != 0) {
		db_cancel(db);
		return -1;
	}
	if (db_finish_statement(db, q->name, &result, err) != 0)
		return -1;
	PQclear(result);
	return 0;
}
