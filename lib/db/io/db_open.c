/* Opens the connection and turns failures of the server into errors. */
#include "db_private.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "array.h"
#include "aside.h"
#include "clock.h"
#include "stop.h"

enum { CONNECT_LIMIT_S = 5 }; /* a server that is silent for longer is unavailable */

/*
 * The error kind of a failure, by SQLSTATE or its first characters. The first row that matches
 * counts.
 */
static const struct {
	const char *prefix;
	enum error_kind kind;
} meaning[] = {
	{"40001", ERROR_AGAIN},	      /* serialisation */
	{"40P01", ERROR_AGAIN},	      /* deadlock */
	{"55P03", ERROR_AGAIN},	      /* lock_not_available */
	{"57014", ERROR_AGAIN},	      /* statement time-out or cancel */
	{"25006", ERROR_AGAIN},	      /* read-only after a fail-over */
	{"25P03", ERROR_UNAVAILABLE}, /* the server ended an idle transaction */
	{"53", ERROR_AGAIN},	      /* disk, memory, connections */
	{"58", ERROR_AGAIN},	      /* a file of the server could not be read or written */
	{"57P", ERROR_UNAVAILABLE}, {"08", ERROR_UNAVAILABLE}, {"28", ERROR_PERMISSION},
	{"42501", ERROR_PERMISSION}, {"3D000", ERROR_UNAVAILABLE}, /* no such database */
};

static enum error_kind kind_of(const char *sqlstate)
{
	for (size_t i = 0; i < array_size(meaning); i++)
		if (strncmp(sqlstate, meaning[i].prefix, strlen(meaning[i].prefix)) == 0)
			return meaning[i].kind;
	return sqlstate[0] == '\0' ? ERROR_UNAVAILABLE : ERROR_INTERNAL;
}

/*
 * Appends what libpq says, in one line and without the places in the source of the server. The last
 * SQLSTATE in it is cut out and copied to STATE; it stands after the severity and two spaces, see
 * PQERRORS_VERBOSE.
 */
static void read_message(const char *message, char state[static 6], char *out, size_t size)
{
	size_t length = 0;
	for (const char *line = message; *line != '\0'; line += strcspn(line, "\n")) {
		line += strspn(line, "\n\t ");
		size_t end = strcspn(line, "\n");
		if (strncmp(line, "LOCATION:", 9) == 0)
			continue;
		for (size_t i = 0; i < end && length + 2 < size; i++) {
			if (i == 0 && length > 0)
				out[length++] = ' ';
			if (i > 2 && strncmp(line + i - 3, ":  ", 3) == 0 && i + 7 < end &&
				strspn(line + i, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 &&
				line[i + 5] == ':') {
				memcpy(state, line + i, 5);
				i += 7;
			}
			out[length++] = line[i];
		}
	}
	out[length] = '\0';
}

int db_fail_connection(struct db *db, const char *what, struct error *err)
{
	char message[ERROR_TEXT_SIZE] = "", state[6] = "";
	const char *wrong_password = "28P01";
	read_message(PQerrorMessage(db->conn), state, message, sizeof message);
	if (state[0] == '\0' && PQconnectionNeedsPassword(db->conn))
		memcpy(state, wrong_password, sizeof state);
	(void)snprintf(db->sqlstate, sizeof db->sqlstate, "%s", state[0] == '\0' ? "08006" : state);
	return error_set(err, kind_of(db->sqlstate), "%s: %s", what, message);
}

int db_fail_late(const char *name, struct error *err)
{
	if (stop_check(err) != 0)
		return error_prefix(err, "query %s", name);
	return error_set(err, ERROR_AGAIN, "query %s: the deadline passed", name);
}

int db_fail_result(struct db *db, const PGresult *result, const char *name, struct error *err)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	(void)snprintf(db->sqlstate, sizeof db->sqlstate, "%s", state == NULL ? "" : state);
	if (state == NULL && PQstatus(db->conn) == CONNECTION_BAD)
		return db_fail_connection(db, name, err);
	const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
	int64_t at = 0;
	if (position != NULL)
		(void)num_parse_i64(position, 1, INT_MAX, &at);
	db->error_position = (int)at;
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	return error_set(err, kind_of(db->sqlstate), "query %s: %s (%s)", name,
		message == NULL ? "no reason given" : message, db->sqlstate);
}

int db_wait_socket(PGconn *conn, short events, int64_t deadline_us)
{
	int64_t began_us = clock_monotonic_us();
	struct pollfd p = {.fd = PQsocket(conn), .events = events};
	for (;;) {
		int64_t left_us = stop_until(began_us, deadline_us) - clock_monotonic_us();
		if (left_us <= 0)
			return -1;
		int slice_ms = (int)((left_us < STOP_SLICE_US ? left_us : STOP_SLICE_US) / 1000);
		int ready = poll(&p, 1, slice_ms + 1);
		if (ready > 0)
			return 0;
		if (ready < 0 && errno != EINTR)
			return -1;
	}
}

/*
 * One attempt to connect. libpq looks names up, reads files and speaks TLS without any limit, so
 * this happens aside; therefore the attempt owns all that it uses.
 */
struct attempt {
	PGconn *conn;
	char options[DB_OPTIONS_SIZE];
	char *conninfo, *application_name;
	char *password; /* NULL: none */
};

static void attempt_free(void *context)
{
	struct attempt *a = context;
	PQfinish(a->conn);
	free(a->conninfo);
	free(a->application_name);
	if (a->password != NULL)
		explicit_bzero(a->password, strlen(a->password));
	free(a->password);
	free(a);
}

static struct attempt *attempt_new(const struct db_settings *s)
{
	struct attempt *a = calloc(1, sizeof *a);
	if (a == NULL)
		return NULL;
	db_session_options(s, a->options);
	a->conninfo = strdup(s->conninfo);
	a->application_name = strdup(s->application_name);
	bool wanted = s->password != NULL && s->password[0] != '\0';
	a->password = wanted ? strdup(s->password) : NULL;
	if (a->conninfo != NULL && a->application_name != NULL && (a->password != NULL || !wanted))
		return a;
	attempt_free(a);
	return NULL;
}

static void attempt_connect(void *context)
{
	struct attempt *a = context;
	const char *words[] = {"dbname", "fallback_application_name", "password", "options",
		"client_encoding", "keepalives_idle", "keepalives_interval", "keepalives_count",
		"tcp_user_timeout", NULL};
	const char *values[] = {a->conninfo, a->application_name, a->password, a->options, "UTF8",
		"10", "5", "3", "20000", NULL};
	if (a->conninfo[0] == '\0')
		words[0] = "fallback_application_name", values[0] = a->application_name;
	a->conn = PQconnectStartParams(words, values, 1);
	if (a->conn == NULL || PQstatus(a->conn) == CONNECTION_BAD)
		return;
	(void)PQsetErrorVerbosity(a->conn, PQERRORS_VERBOSE);
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;
	while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
		struct pollfd p = {.fd = PQsocket(a->conn),
			.events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT};
		(void)poll(&p, 1, -1);
		state = PQconnectPoll(a->conn);
	}
}

static int connect_within(
	struct db *db, const struct db_settings *s, int64_t limit_us, struct error *err)
{
	struct error late = {0};
	struct attempt *a = attempt_new(s);
	if (a == NULL)
		return error_memory(err);
	if (aside_run(attempt_connect, attempt_free, a, limit_us, &late) != 0) {
		if (stop_check(err) != 0)
			return -1;
		return error_set(err, ERROR_UNAVAILABLE,
			"could not connect to the database: no answer within %d s or until the "
			"deadline",
			CONNECT_LIMIT_S);
	}
	db->conn = a->conn;
	a->conn = NULL;
	attempt_free(a);
	if (db->conn == NULL)
		return error_memory(err);
	if (PQstatus(db->conn) == CONNECTION_OK)
		return 0;
	if (strstr(PQerrorMessage(db->conn), "role \"opt_") != NULL)
		return error_set(err, ERROR_INTERNAL,
			"the database has no roles for the programs, or you are not a "
			"member of them: run opt-migrate --roles");
	if (strstr(PQerrorMessage(db->conn), "unsupported startup parameter") != NULL)
		return error_set(err, ERROR_CONFIG,
			"a connection pooler such as PgBouncer refuses the settings of the "
			"connection: connect to PostgreSQL itself");
	return db_fail_connection(db, "could not connect to the database", err);
}

static void ignore_notice(void *context, const char *message)
{
	(void)context;
	(void)message;
}

int db_open(struct db **out, const struct db_settings *settings, struct error *err)
{
	struct db *db = calloc(1, sizeof *db);
	if (db == NULL)
		return error_memory(err);
	db->deadline_us = settings->deadline_us;
	int64_t limit = clock_monotonic_us() + CONNECT_LIMIT_S * SECOND_US;
	if (limit > db->deadline_us)
		limit = db->deadline_us;
	if (connect_within(db, settings, limit, err) != 0) {
		db_close(db);
		return -1;
	}
	(void)PQsetNoticeProcessor(db->conn, ignore_notice, NULL);
	(void)PQsetErrorVerbosity(db->conn, PQERRORS_DEFAULT);
	if (PQsetnonblocking(db->conn, 1) != 0) {
		(void)error_memory(err);
		db_close(db);
		return -1;
	}
	if (PQserverVersion(db->conn) < 150000) {
		(void)error_set(err, ERROR_INTERNAL,
			"the server is PostgreSQL %d, but 15 or later is needed",
			PQserverVersion(db->conn) / 10000);
		db_close(db);
		return -1;
	}
	if (db_session_check(db, settings, err) != 0) {
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
	/* what is still to be sent is not awaited: PQfinish would, without a limit */
	if (PQflush(db->conn) != 0)
		(void)shutdown(PQsocket(db->conn), SHUT_RDWR);
	PQfinish(db->conn);
	free(db);
}
