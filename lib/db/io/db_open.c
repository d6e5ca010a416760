/* Opens the connection and turns failures of the server into errors. */
#include "db_private.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "clock.h"

enum { CONNECT_LIMIT_S = 5 }; /* a server that is silent for longer is unavailable */

/*
 * The error kind of a failure, by SQLSTATE or its first characters. The first row that matches
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
	for (size_t i = 0; i < array_size(meaning); i++)
		if (strncmp(sqlstate, meaning[i].prefix, strlen(meaning[i].prefix)) == 0)
			return meaning[i].kind;
	return sqlstate[0] == '\0' ? ERROR_UNAVAILABLE : ERROR_INTERNAL;
}

int db_fail_connection(struct db *db, const char *what, struct error *err)
{
	(void)snprintf(db->sqlstate, sizeof db->sqlstate, "08006");
	char message[ERROR_TEXT_SIZE];
	(void)snprintf(message, sizeof message, "%s", PQerrorMessage(db->conn));
	size_t length = strlen(message);
	while (length > 0 && message[length - 1] == '\n')
		message[--length] = '\0';
	return error_set(err, ERROR_UNAVAILABLE, "%s: %s", what, message);
}

int db_fail_result(struct db *db, const PGresult *result, const char *name, struct error *err)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	(void)snprintf(db->sqlstate, sizeof db->sqlstate, "%s", state == NULL ? "" : state);
	if (state == NULL && PQstatus(db->conn) == CONNECTION_BAD)
		return db_fail_connection(db, name, err);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	return error_set(err, kind_of(db->sqlstate), "query %s: %s (%s)", name,
		message == NULL ? "no reason given" : message, db->sqlstate);
}

int db_wait_socket(PGconn *conn, short events, int64_t deadline_us)
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
				"the database has no roles for the programs, or you are not a "
				"member of them: run opt-migrate --roles");
		if (state == PGRES_POLLING_FAILED)
			return db_fail_connection(db, "could not connect to the database", err);
		short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
		if (db_wait_socket(db->conn, events, deadline_us) != 0)
			return error_set(err, ERROR_UNAVAILABLE,
				"could not connect to the database: no answer within %d s",
				CONNECT_LIMIT_S);
		state = PQconnectPoll(db->conn);
	}
	return 0;
}

static int start_connection(struct db *db, const struct db_settings *s, struct error *err)
{
	char options[512];
	(void)snprintf(options, sizeof options,
		"-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c search_path=public "
		"-c jit=off"
		" -c lock_timeout=5s -c statement_timeout=300s -c "
		"idle_in_transaction_session_timeout=60s"
		" -c client_connection_check_interval=1s%s%s%s",
		s->read_only ? " -c default_transaction_read_only=on" : "",
		s->role == NULL ? "" : " -c role=", s->role == NULL ? "" : s->role);
	const char *words[] = {"dbname", "fallback_application_name", "options", "client_encoding",
		"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
		NULL};
	const char *values[] = {
		s->conninfo, s->application_name, options, "UTF8", "10", "5", "3", "20000", NULL};
	if (s->conninfo[0] == '\0')
		words[0] = "fallback_application_name", values[0] = s->application_name;
	db->conn = PQconnectStartParams(words, values, 1);
	if (db->conn == NULL)
		return error_memory(err);
	if (PQstatus(db->conn) == CONNECTION_BAD)
		return db_fail_connection(db, "could not connect to the database", err);
	return 0;
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
	if (start_connection(db, settings, err) != 0 || connect_within(db, limit, err) != 0) {
		db_close(db);
		return -1;
	}
	(void)PQsetNoticeProcessor(db->conn, ignore_notice, NULL);
	if (PQserverVersion(db->conn) < 150000) {
		(void)error_set(err, ERROR_INTERNAL,
			"the server is PostgreSQL %d, but 15 or later is needed",
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
