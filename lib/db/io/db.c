/* Sends statements and reads their results within the deadline. */
#include "db_private.h"

#include <poll.h>
#include <string.h>

#include "clock.h"

enum { TRANSACTION_TRIES = 3, CANCEL_GRACE_US = 500000 };

void db_set_deadline(struct db *db, int64_t monotonic_us)
{
	db->deadline_us = monotonic_us;
}

const char *db_sqlstate(const struct db *db)
{
	return db->sqlstate;
}

void db_cancel(struct db *db)
{
	PGcancel *request = PQgetCancel(db->conn);
	char reason[256];
	if (request != NULL)
		(void)PQcancel(request, reason, sizeof reason);
	PQfreeCancel(request);
	db->deadline_us = clock_monotonic_us() + CANCEL_GRACE_US;
}

/*
 * Reads the next result, *OUT, which is NULL at the end of the statement. Past the deadline the
 * statement is cancelled.
 */
static int next_result(struct db *db, const char *name, PGresult **out, struct error *err)
{
	while (PQisBusy(db->conn)) {
		if (db_wait_socket(db->conn, POLLIN, db->deadline_us) != 0) {
			int64_t deadline = db->deadline_us;
			db_cancel(db);
			while (PQisBusy(db->conn) &&
				db_wait_socket(db->conn, POLLIN, db->deadline_us) == 0 &&
				PQconsumeInput(db->conn))
				;
			db->deadline_us = deadline;
			return error_set(err, ERROR_AGAIN, "query %s: the deadline passed", name);
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

int db_finish_statement(struct db *db, const char *name, PGresult **out, struct error *err)
{
	int flushed;
	while ((flushed = PQflush(db->conn)) > 0)
		if (db_wait_socket(db->conn, POLLOUT | POLLIN, db->deadline_us) != 0 ||
			!PQconsumeInput(db->conn))
			return error_set(err, ERROR_AGAIN,
				"query %s: could not send it before the deadline", name);
	if (flushed < 0)
		return db_fail_connection(db, name, err);
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
		if (PQtransactionStatus(db->conn) != PQTRANS_IDLE)
			(void)db_script(db, "rollback", "rollback", NULL);
		if (!again || attempt == TRANSACTION_TRIES)
			return -1;
	}
}

void rows_clear(struct rows *rows)
{
	PQclear(rows->result);
	*rows = ROWS_INIT;
}
