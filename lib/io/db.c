#include "db.h"

#include <errno.h>
#include <libpq-fe.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum {
	TRANSACTION_TRIES = 3,
	CONNECT_LIMIT_S = 5, /* a server that does not answer is unavailable */
	CANCEL_GRACE_US = 500000,
	CONNINFO_WORDS = 24,
};

struct db {
	PGconn *conn;
	int64_t deadline_us;
	char sqlstate[6];
	/* the statement of db_start */
	struct {
		const struct query *query; /* NULL: none */
		const struct buf *copy;
		size_t count, piece, sent; /* pieces; the one that is sent, bytes of it */
		enum { ASKED, FEEDING, ANSWERING } state;
		bool flushing;
	} work;
};

/*
 * What a failure means for the exit status, by SQLSTATE or its first characters; the first match
 * counts.
 */
static const struct {
	const char *prefix;
	enum error_kind kind;
} meaning[] = {
	{"40001", ERROR_AGAIN}, /* serialisation */
	{"40P01", ERROR_AGAIN}, /* deadlock */
	{"55P03", ERROR_AGAIN}, /* lock_not_available */
	{"57014", ERROR_AGAIN}, /* statement time-out or cancel */
	{"25006", ERROR_AGAIN}, /* read-only after a fail-over */
	{"53", ERROR_AGAIN},	/* disk, memory, connections */
	{"57P", ERROR_UNAVAILABLE}, {"08", ERROR_UNAVAILABLE}, {"28", ERROR_PERMISSION},
	{"42501", ERROR_PERMISSION}, {"3D000", ERROR_UNAVAILABLE}, /* no such database */
};

static enum error_kind kind_of(const char *sqlstate)
{
	for (size_t i = 0; i < sizeof meaning / sizeof meaning[0]; i++)
		if (strncmp(sqlstate, meaning[i].prefix, strlen(meaning[i].prefix)) == 0)
			return meaning[i].kind;
	return sqlstate[0] == '\0' ? ERROR_UNAVAILABLE : ERROR_INTERNAL;
}

static int fail_connection(struct db *db, const char *what, struct error *err)
{
	(void)snprintf(db->sqlstate, sizeof db->sqlstate, "08006");
	char message[ERROR_TEXT_SIZE];
	(void)snprintf(message, sizeof message, "%s", PQerrorMessage(db->conn));
	size_t length = strlen(message);
	while (length > 0 && message[length - 1] == '\n')
		message[--length] = '\0';
	return error_set(err, ERROR_UNAVAILABLE, "%s: %s", what, message);
}

static int fail_result(struct db *db, const PGresult *result, const char *name, struct error *err)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	(void)snprintf(db->sqlstate, sizeof db->sqlstate, "%s", state == NULL ? "" : state);
	if (state == NULL && PQstatus(db->conn) == CONNECTION_BAD)
		return fail_connection(db, name, err);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	return error_set(err, kind_of(db->sqlstate), "query %s: %s (%s)", name,
		message == NULL ? "no reason given" : message, db->sqlstate);
}

/* Waits for the socket; 0, or -1 past DEADLINE. */
static int wait_socket(PGconn *conn, short events, int64_t deadline_us)
{
	struct pollfd p = {.fd = PQsocket(conn), .events = events};
	for (;;) {
		int64_t left_us = deadline_us - clock_monotonic_us();
		if (left_us <= 0)
			return -1;
		int ready = poll(&p, 1, (int)(left_us / 1000) + 1);
		if (ready > 0)
			return 0;
		if (ready < 0 && errno != EINTR)
			return -1;
	}
}

static int connect_within(struct db *db, int64_t deadline_us, struct error *err)
{
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;
	while (state != PGRES_POLLING_OK) {
		if (state == PGRES_POLLING_FAILED &&
			strstr(PQerrorMessage(db->conn), "role \"opt_") != NULL)
			return error_set(err, ERROR_INTERNAL,
				"the database lacks the roles of the stages, or they are not "
				"granted: run "
				"opt-migrate --roles");
		if (state == PGRES_POLLING_FAILED)
			return fail_connection(db, "could not connect to the database", err);
		short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
		if (wait_socket(db->conn, events, deadline_us) != 0)
			return error_set(err, ERROR_UNAVAILABLE,
				"could not connect to the database: no answer within %d s",
				CONNECT_LIMIT_S);
		state = PQconnectPoll(db->conn);
	}
	return 0;
}

static int start_connection(struct db *db, const struct db_options *o, struct error *err)
{
	char settings[512];
	(void)snprintf(settings, sizeof settings,
		"-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c search_path=public "
		"-c jit=off"
		" -c lock_timeout=5s -c statement_timeout=300s -c "
		"idle_in_transaction_session_timeout=60s"
		" -c client_connection_check_interval=1s%s%s%s",
		o->read_only ? " -c default_transaction_read_only=on" : "",
		o->role == NULL ? "" : " -c role=", o->role == NULL ? "" : o->role);
	const char *words[] = {"dbname", "fallback_application_name", "options", "client_encoding",
		"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
		NULL};
	const char *values[] = {
		o->conninfo, o->application_name, settings, "UTF8", "10", "5", "3", "20000", NULL};
	if (o->conninfo[0] == '\0')
		words[0] = "fallback_application_name", values[0] = o->application_name;
	db->conn = PQconnectStartParams(words, values, 1);
	if (db->conn == NULL)
		return error_memory(err);
	if (PQstatus(db->conn) == CONNECTION_BAD)
		return fail_connection(db, "could not connect to the database", err);
	return 0;
}

static void ignore_notice(void *context, const char *message)
{
	(void)context;
	(void)message;
}

int db_open(struct db **out, const struct db_options *options, struct error *err)
{
	struct db *db = calloc(1, sizeof *db);
	if (db == NULL)
		return error_memory(err);
	db->deadline_us = options->deadline_us;
	int64_t limit = clock_monotonic_us() + CONNECT_LIMIT_S * SECOND_US;
	if (limit > db->deadline_us)
		limit = db->deadline_us;
	if (start_connection(db, options, err) != 0 || connect_within(db, limit, err) != 0) {
		db_close(db);
		return -1;
	}
	(void)PQsetNoticeProcessor(db->conn, ignore_notice, NULL);
	if (PQserverVersion(db->conn) < 150000) {
		(void)error_set(err, ERROR_INTERNAL,
			"the server is PostgreSQL %d: 15 or later is needed",
			PQserverVersion(db->conn) / 10000);
		db_close(db);
		return -1;
	}
	*out = db;
	return 0;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	PQfinish(db->conn);
	free(db);
}

void db_set_deadline(struct db *db, int64_t monotonic_us)
{
	db->deadline_us = monotonic_us;
}

const char *db_sqlstate(const struct db *db)
{
	return db->sqlstate;
}

/* Past the deadline: ask the server to stop, and give it a moment to say so. */
static void cancel(struct db *db)
{
	PGcancel *request = PQgetCancel(db->conn);
	char reason[256];
	if (request != NULL)
		(void)PQcancel(request, reason, sizeof reason);
	PQfreeCancel(request);
	db->deadline_us = clock_monotonic_us() + CANCEL_GRACE_US;
}

/* The next result within the deadline; *OUT is NULL when the statement is over. */
static int next_result(struct db *db, const char *name, PGresult **out, struct error *err)
{
	while (PQisBusy(db->conn)) {
		if (wait_socket(db->conn, POLLIN, db->deadline_us) != 0) {
			int64_t deadline = db->deadline_us;
			cancel(db);
			while (PQisBusy(db->conn) &&
				wait_socket(db->conn, POLLIN, db->deadline_us) == 0 &&
				PQconsumeInput(db->conn))
				;
			db->deadline_us = deadline;
			return error_set(err, ERROR_AGAIN, "query %s: deadline passed", name);
		}
		if (!PQconsumeInput(db->conn))
			return fail_connection(db, name, err);
	}
	*out = PQgetResult(db->conn);
	return 0;
}

static bool is_answer(ExecStatusType status)
{
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN ||
	       status == PGRES_COPY_OUT;
}

/* Sends what is queued, then reads to the end of the statement; *OUT is its last result. */
static int finish(struct db *db, const char *name, PGresult **out, struct error *err)
{
	int flushed;
	while ((flushed = PQflush(db->conn)) > 0)
		if (wait_socket(db->conn, POLLOUT | POLLIN, db->deadline_us) != 0 ||
			!PQconsumeInput(db->conn))
			return error_set(
				err, ERROR_AGAIN, "query %s: could not be sent in time", name);
	if (flushed < 0)
		return fail_connection(db, name, err);
	PGresult *last = NULL, *result = NULL;
	int outcome = 0;
	for (;;) {
		if (next_result(db, name, &result, err) != 0) {
			PQclear(last);
			return -1;
		}
		if (result == NULL)
			break;
		if (outcome == 0 && !is_answer(PQresultStatus(result)))
			outcome = fail_result(db, result, name, err);
		PQclear(last);
		last = result;
		if (PQresultStatus(result) == PGRES_COPY_IN ||
			PQresultStatus(result) == PGRES_COPY_OUT)
			break;
	}
	if (last == NULL && outcome == 0)
		outcome = fail_connection(db, name, err);
	if (outcome != 0)
		PQclear(last);
	else
		*out = last;
	return outcome;
}

static int run(struct db *db, const struct query *q, const struct db_args *args, PGresult **out,
	struct error *err)
{
	const char *values[DB_ARGS_MAX];
	int count = args == NULL ? 0 : args->count;
	if (args != NULL && (!buf_ok(&args->text) || count > DB_ARGS_MAX))
		return error_set(
			err, ERROR_INTERNAL, "query %s: arguments too many or too large", q->name);
	for (int i = 0; i < count; i++)
		values[i] = args->null[i] ? NULL : args->text.data + args->offset[i];
	db->sqlstate[0] = '\0';
	if (!PQsendQueryParams(db->conn, q->text, count, NULL, values, NULL, NULL, 0))
		return fail_connection(db, q->name, err);
	return finish(db, q->name, out, err);
}

int db_none(struct db *db, const struct query *q, const struct db_args *args, int64_t *affected,
	struct error *err)
{
	PGresult *result;
	if (run(db, q, args, &result, err) != 0)
		return -1;
	int64_t count = 0;
	const char *tag = PQcmdTuples(result);
	bool none = PQresultStatus(result) == PGRES_COMMAND_OK;
	if (tag[0] != '\0')
		(void)num_parse_i64(tag, 0, INT64_MAX, &count);
	PQclear(result);
	if (!none)
		return error_set(
			err, ERROR_INTERNAL, "query %s answered rows where none were due", q->name);
	if (affected != NULL)
		*affected = count;
	return 0;
}

int db_rows(struct db *db, const struct query *q, const struct db_args *args, struct rows *out,
	struct error *err)
{
	PGresult *result;
	if (run(db, q, args, &result, err) != 0)
		return -1;
	if (PQresultStatus(result) != PGRES_TUPLES_OK) {
		PQclear(result);
		return error_set(err, ERROR_INTERNAL,
			"query %s answered no rows where rows were due", q->name);
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
		return error_set(err, ERROR_INTERNAL, "query %s answered %d rows where one was due",
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
		return fail_connection(db, name, err);
	PGresult *result;
	if (finish(db, name, &result, err) != 0)
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

int db_copy_in(struct db *db, const struct query *q, const struct buf *data, int64_t *rows,
	struct error *err)
{
	enum { PIECE = 1 << 20 };
	PGresult *result;
	if (!buf_ok(data))
		return error_set(
			err, ERROR_INTERNAL, "copy %s: the rows do not fit in memory", q->name);
	if (run(db, q, NULL, &result, err) != 0)
		return -1;
	bool copying = PQresultStatus(result) == PGRES_COPY_IN;
	PQclear(result);
	if (!copying)
		return error_set(err, ERROR_INTERNAL,
			"copy %s: the statement is no COPY FROM STDIN", q->name);
	for (size_t sent = 0; sent < data->length;) {
		size_t piece = data->length - sent < PIECE ? data->length - sent : PIECE;
		if (PQputCopyData(db->conn, data->data + sent, (int)piece) != 1)
			return fail_connection(db, q->name, err);
		sent += piece;
	}
	if (PQputCopyEnd(db->conn, NULL) != 1)
		return fail_connection(db, q->name, err);
	if (finish(db, q->name, &result, err) != 0)
		return -1;
	int64_t count = 0;
	(void)num_parse_i64(PQcmdTuples(result), 0, INT64_MAX, &count);
	PQclear(result);
	if (rows != NULL)
		*rows = count;
	return 0;
}

void rows_clear(struct rows *rows)
{
	PQclear(rows->result);
	*rows = ROWS_INIT;
}

int db_start(struct db *db, const struct query *q, const struct db_args *args,
	const struct buf *copy, size_t count, struct error *err)
{
	const char *values[DB_ARGS_MAX];
	int arg_count = args == NULL ? 0 : args->count;
	if (args != NULL && (!buf_ok(&args->text) || arg_count > DB_ARGS_MAX))
		return error_set(
			err, ERROR_INTERNAL, "query %s: arguments too many or too large", q->name);
	for (size_t i = 0; copy != NULL && i < count; i++)
		if (!buf_ok(&copy[i]))
			return error_set(err, ERROR_INTERNAL,
				"copy %s: the rows do not fit in memory", q->name);
	for (int i = 0; i < arg_count; i++)
		values[i] = args->null[i] ? NULL : args->text.data + args->offset[i];
	db->sqlstate[0] = '\0';
	if (PQsetnonblocking(db->conn, 1) != 0 ||
		!PQsendQueryParams(db->conn, q->text, arg_count, NULL, values, NULL, NULL, 0))
		return fail_connection(db, q->name, err);
	db->work.query = q;
	db->work.copy = copy;
	db->work.count = copy == NULL ? 0 : count;
	db->work.piece = db->work.sent = 0;
	db->work.state = copy == NULL ? ANSWERING : ASKED;
	db->work.flushing = true;
	return 0;
}

/* Ends the statement's stay in db->work, with an error of the connection. */
static int fail_work(struct db *db, struct error *err)
{
	const char *name = db->work.query->name;
	db->work.query = NULL;
	return fail_connection(db, name, err);
}

/* The server's word that it wants the rows; *WAIT: not said yet. */
static int expect_copy(struct db *db, bool *wait, struct error *err)
{
	*wait = PQisBusy(db->conn) != 0;
	if (*wait)
		return 0;
	PGresult *result = PQgetResult(db->conn);
	bool copying = PQresultStatus(result) == PGRES_COPY_IN;
	int outcome = copying ? 0 : fail_result(db, result, db->work.query->name, err);
	PQclear(result);
	if (outcome != 0)
		db->work.query = NULL;
	db->work.state = FEEDING;
	return outcome;
}

static int feed(struct db *db, struct error *err)
{
	enum { PIECE = 1 << 18 };
	const struct buf *b = &db->work.copy[db->work.piece];
	if (db->work.piece == db->work.count) {
		if (PQputCopyEnd(db->conn, NULL) < 0)
			return fail_work(db, err);
		db->work.state = ANSWERING;
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
		if (db->work.state == ANSWERING) {
			*done = PQisBusy(db->conn) == 0;
			return 0;
		}
		if (db->work.state == ASKED) {
			if (expect_copy(db, &wait, err) != 0)
				return -1;
		} else if (feed(db, err) != 0) {
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
	for (bool done = false; !done && db->work.state != ANSWERING;) {
		bool write;
		if (db_progress(db, &done, err) != 0)
			return -1;
		int fd = db_descriptor(db, &write);
		if (fd >= 0 && db->work.state != ANSWERING &&
			wait_socket(db->conn, (short)(write ? POLLIN | POLLOUT : POLLIN),
				db->deadline_us) != 0) {
			(void)PQputCopyEnd(db->conn, "the deadline passed");
			break;
		}
	}
	db->work.query = NULL;
	PGresult *result;
	int outcome = finish(db, name, &result, err);
	(void)PQsetnonblocking(db->conn, 0);
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
	struct error ignored = {0};
	if (db->work.query != NULL) {
		cancel(db);
		(void)db_finish(db, NULL, &ignored);
	}
	if (PQtransactionStatus(db->conn) != PQTRANS_IDLE)
		(void)db_script(db, "rollback", "rollback", &ignored);
}

enum { HEAD_SIZE = 19, FIELDS_MAX = 64 };

/* One message; with the first one the head comes too. */
static int take_message(const struct query *q, const char *data, int length, bool first,
	binary_taker *take, void *context, struct error *err)
{
	struct binary_field fields[FIELDS_MAX];
	if (first && length < HEAD_SIZE)
		return error_set(err, ERROR_INTERNAL, "copy %s: it is not binary", q->name);
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
 * The next message, -1 at the end. Where none is there it waits a moment before it asks to be
 * woken: a server that must wake its client for every eight kilobytes takes a third longer.
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
			return fail_connection(db, q->name, err);
		if (tries == 1)
			clock_sleep_until(clock_monotonic_us() + GATHER_US);
		if (tries > 1 && wait_socket(db->conn, POLLIN, db->deadline_us) != 0)
			return error_set(err, ERROR_AGAIN, "copy %s: deadline passed", q->name);
		if (!PQconsumeInput(db->conn))
			return fail_connection(db, q->name, err);
	}
}

/* Rows as they come. 0 at the end of them. */
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
	if (run(db, q, NULL, &result, err) != 0)
		return -1;
	bool copying = PQresultStatus(result) == PGRES_COPY_OUT;
	PQclear(result);
	if (!copying)
		return error_set(err, ERROR_INTERNAL, "copy %s: the statement is no COPY TO STDOUT",
			q->name);
	if (take_messages(db, q, take, context, err) != 0) {
		char *rest;
		cancel(db);
		while (PQgetCopyData(db->conn, &rest, 0) > 0)
			PQfreemem(rest);
		while ((result = PQgetResult(db->conn)) != NULL)
			PQclear(result);
		return -1;
	}
	if (finish(db, q->name, &result, err) != 0)
		return -1;
	PQclear(result);
	return 0;
}
