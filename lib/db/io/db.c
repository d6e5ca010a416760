/* Sends statements and reads their results within the deadline. */
#include "db_private.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "aside.h"
#include "clock.h"

enum { TRANSACTION_TRIES = 3, CANCEL_LIMIT_US = 400000 };

void db_set_deadline(struct db *db, int64_t monotonic_us)
{
	db->deadline_us = monotonic_us;
}

const char *db_sqlstate(const struct db *db)
{
	return db->sqlstate;
}

static void send_cancel(void *request)
{
	char reason[256];
	(void)PQcancel(request, reason, sizeof reason);
}

static void free_cancel(void *request)
{
	PQfreeCancel(request);
}

/* Reads the rest of the statement. Returns false when it does not end until UNTIL_US. */
static bool drop_results(struct db *db, int64_t until_us)
{
	char *row;
	for (;;) {
		PGresult *result = NULL;
		int copied = PQgetCopyData(db->conn, &row, 1);
		if (copied > 0) {
			PQfreemem(row);
			continue;
		}
		if (copied != 0 && !PQisBusy(db->conn)) {
			result = PQgetResult(db->conn);
			if (result == NULL)
				return true;
			bool copying = PQresultStatus(result) == PGRES_COPY_IN;
			PQclear(result);
			if (copying && PQputCopyEnd(db->conn, "cancelled") < 0)
				return false;
			continue;
		}
		int flushed = PQflush(db->conn);
		short events = (short)(flushed > 0 ? POLLIN | POLLOUT : POLLIN);
		if (flushed < 0 || db_wait_socket(db->conn, events, until_us) != 0 ||
			!PQconsumeInput(db->conn))
			return false;
	}
}

void db_cancel(struct db *db)
{
	int64_t until_us = clock_monotonic_us() + CANCEL_LIMIT_US;
	PGcancel *request = PQgetCancel(db->conn);
	if (request != NULL && aside_run(send_cancel, free_cancel, request, until_us, NULL) == 0)
		PQfreeCancel(request);
	if (!drop_results(db, until_us))
		(void)shutdown(PQsocket(db->conn), SHUT_RDWR);
}

int db_flush(struct db *db, const char *name, struct error *err)
{
	int flushed;
	while ((flushed = PQflush(db->conn)) > 0) {
		if (db_wait_socket(db->conn, POLLOUT | POLLIN, db->deadline_us) != 0) {
			db_cancel(db);
			return db_fail_late(name, err);
		}
		if (!PQconsumeInput(db->conn))
			return db_fail_connection(db, name, err);
	}
	return flushed < 0 ? db_fail_connection(db, name, err) : 0;
}

/*
 * Reads the next result, *OUT, which is NULL at the end of the statement. Past the deadline the
 * statement is cancelled.
 */
static int next_result(struct db *db, const char *name, PGresult **out, struct error *err)
{
	while (PQisBusy(db->conn)) {
		if (db_wait_socket(db->conn, POLLIN, db->deadline_us) != 0) {
			db_cancel(db);
			return db_fail_late(name, err);
		}
		if (!PQconsumeInput(db->conn))
			return db_fail_connection(db, name, err);
	}
	*out = PQgetResult(db->conn);
	return 0;
}

void db_drain(struct db *db, const char *name)
{
	struct error ignored = {0};
	PGresult *rest;
	for (bool copying = false; !copying;) {
		if (next_result(db, name, &rest, &ignored) != 0 || rest == NULL)
			return;
		copying = PQresultStatus(rest) == PGRES_COPY_IN ||
			  PQresultStatus(rest) == PGRES_COPY_OUT;
		PQclear(rest);
	}
}

static bool is_success(ExecStatusType status)
{
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN ||
	       status == PGRES_COPY_OUT;
}

int db_error_position(const struct db *db)
{
	return db->error_position;
}

int db_finish_statement(struct db *db, const char *name, PGresult **out, struct error *err)
{
	if (db_flush(db, name, err) != 0)
		return -1;
	PGresult *last = NULL, *result = NULL;
	int outcome = 0;
	for (;;) {
		if (next_result(db, name, &result, err) != 0) {
			PQclear(last);
			return -1;
		}
		if (result == NULL)
			break;
		if (outcome == 0 && !is_success(PQresultStatus(result)))
			outcome = db_fail_result(db, result, name, err);
		PQclear(last);
		last = result;
		if (PQresultStatus(result) == PGRES_COPY_IN ||
			PQresultStatus(result) == PGRES_COPY_OUT)
			break;
	}
	if (last == NULL && outcome == 0)
		outcome = db_fail_connection(db, name, err);
	if (outcome != 0)
		PQclear(last);
	else
		*out = last;
	return outcome;
}

int db_values(const struct query *q, const struct db_args *args,
	const char *values[static DB_ARGS_MAX], struct error *err)
{
	int count = args == NULL ? 0 : args->count;
	if (args != NULL && (!buf_ok(&args->text) || count > DB_ARGS_MAX))
		return error_set(
			err, ERROR_INTERNAL, "query %s: too many or too large arguments", q->name);
	for (int i = 0; i < count; i++)
		values[i] = args->null[i] ? NULL : args->text.data + args->offset[i];
	return count;
}

int db_run(struct db *db, const struct query *q, const struct db_args *args, PGresult **out,
	struct error *err)
{
	const char *values[DB_ARGS_MAX];
	int count = db_values(q, args, values, err);
	if (count < 0)
		return -1;
	db->sqlstate[0] = '\0';
	if (!PQsendQueryParams(db->conn, q->text, count, NULL, values, NULL, NULL, 0))
		return db_fail_connection(db, q->name, err);
	return db_finish_statement(db, q->name, out, err);
}

int db_none(struct db *db, const struct query *q, const struct db_args *args, int64_t *affected,
	struct error *err)
{
	PGresult *result;
	if (db_run(db, q, args, &result, err) != 0)
		return -1;
	int64_t count = 0;
	const char *tag = PQcmdTuples(result);
	bool none = PQresultStatus(result) == PGRES_COMMAND_OK;
	if (tag[0] != '\0')
		(void)num_parse_i64(tag, 0, INT64_MAX, &count);
	PQclear(result);
	if (!none)
		return error_set(
			err, ERROR_INTERNAL, "query %s returned rows, expected none", q->name);
	if (affected != NULL)
		*affected = count;
	return 0;
}

int db_rows(struct db *db, const struct query *q, const struct db_args *args, struct rows *out,
	struct error *err)
{
	PGresult *result;
	if (db_run(db, q, args, &result, err) != 0)
		return -1;
	if (PQresultStatus(result) != PGRES_TUPLES_OK) {
		PQclear(result);
		return error_set(
			err, ERROR_INTERNAL, "query %s returned no result, expected rows", q->name);
	}
	rows_clear(out);
	*out = (struct rows){result, PQntuples(result)};
	return 0;
}

int db_row(struct db *db, const struct query *q, const struct db_args *args, struct rows *out,
	struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_rows(db, q, args, &rows, err) != 0)
		return -1;
	if (rows.count != 1)
		return error_set(err, ERROR_INTERNAL, "query %s returned %d rows, expected one",
			q->name, rows.count);
	rows_clear(out);
	*out = rows;
	rows = ROWS_INIT;
	return 0;
}

int db_script(struct db *db, const char *name, const char *text, struct error *err)
{
	db->sqlstate[0] = '\0';
	if (!PQsendQuery(db->conn, text))
		return db_fail_connection(db, name, err);
	PGresult *result;
	if (db_finish_statement(db, name, &result, err) != 0)
		return -1;
	PQclear(result);
	return 0;
}

int db_describe(struct db *db, const char *name, const char *text, const unsigned *types, int count,
	struct rows *out, struct error *err)
{
	PGresult *result;
	db->sqlstate[0] = '\0';
	db->error_position = 0;
	if (!PQsendPrepare(db->conn, "", text, count, types))
		return db_fail_connection(db, name, err);
	if (db_finish_statement(db, name, &result, err) != 0)
		return -1;
	PQclear(result);
	if (!PQsendDescribePrepared(db->conn, ""))
		return db_fail_connection(db, name, err);
	if (db_finish_statement(db, name, &result, err) != 0)
		return -1;
	rows_clear(out);
	*out = (struct rows){result, 0};
	return 0;
}

void db_roll_back(struct db *db)
{
	int64_t deadline_us = db->deadline_us, least_us = clock_monotonic_us() + CANCEL_LIMIT_US;
	char state[sizeof db->sqlstate];
	if (PQtransactionStatus(db->conn) == PQTRANS_IDLE)
		return;
	memcpy(state, db->sqlstate, sizeof state);
	if (db->deadline_us < least_us)
		db->deadline_us = least_us;
	(void)db_script(db, "rollback", "rollback", NULL);
	db->deadline_us = deadline_us;
	memcpy(db->sqlstate, state, sizeof state);
}

int db_transaction(struct db *db, int (*body)(struct db *, void *, struct error *), void *context,
	struct error *err)
{
	for (int attempt = 1;; attempt++) {
		if (db_script(db, "begin", "begin", err) != 0)
			return -1;
		if (body(db, context, err) == 0 && db_script(db, "commit", "commit", err) == 0)
			return 0;
		bool again =
			strcmp(db->sqlstate, "40001") == 0 || strcmp(db->sqlstate, "40P01") == 0;
		db_roll_back(db);
		if (!again || attempt == TRANSACTION_TRIES)
			return -1;
	}
}

void rows_clear(struct rows *rows)
{
	PQclear(rows->result);
	*rows = ROWS_INIT;
}
