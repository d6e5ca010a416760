/*
 * The settings of the session: requested with the connection, then compared, because a connection
 * pooler in between may drop them. Without them a statement could wait for ever, a dry run could
 * write, and the program could have the rights of the user who runs it.
 */
#include "db_private.h"

#include <stdio.h>
#include <string.h>

#include "array.h"
#include "query.h"
#include "row.h"
#include "text.h"

struct setting {
	const char *name, *value;
	const char *shown; /* by the server; NULL: as value */
};

static const struct setting always[] = {
	{"timezone", "UTC", NULL},
	{"datestyle", "ISO,MDY", "ISO, MDY"},
	{"intervalstyle", "iso_8601", NULL},
	{"search_path", "public", NULL},
	{"jit", "off", NULL},
	{"lock_timeout", "5s", NULL},
	{"statement_timeout", "5min", NULL},
	{"idle_in_transaction_session_timeout", "1min", NULL},
	{"client_connection_check_interval", "1s", NULL},
};

enum { SETTINGS_MAX = array_size(always) + 2 };

static size_t list_settings(const struct db_settings *s, struct setting out[static SETTINGS_MAX])
{
	size_t count = 0;
	if (s->role != NULL)
		out[count++] = (struct setting){"role", s->role, NULL};
	if (s->read_only)
		out[count++] = (struct setting){"default_transaction_read_only", "on", NULL};
	memcpy(out + count, always, sizeof always);
	return count + array_size(always);
}

void db_session_options(const struct db_settings *s, char out[static DB_OPTIONS_SIZE])
{
	struct setting list[SETTINGS_MAX];
	size_t count = list_settings(s, list), length = 0;
	for (size_t i = 0; i < count && length < DB_OPTIONS_SIZE; i++)
		length += (size_t)snprintf(out + length, DB_OPTIONS_SIZE - length, "%s-c %s=%s",
			i == 0 ? "" : " ", list[i].name, list[i].value);
}

int db_session_check(struct db *db, const struct db_settings *s, struct error *err)
{
	struct setting list[SETTINGS_MAX];
	const char *names[SETTINGS_MAX];
	size_t count = list_settings(s, list);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	for (size_t i = 0; i < count; i++)
		names[i] = list[i].name;
	arg_text_array(&a, names, count);
	if (db_rows(db, &query_session, &a, &rows, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const char *want = list[i].shown == NULL ? list[i].value : list[i].shown;
		const char *got = (int)i < rows.count ? row_text(&rows, (int)i, "value") : NULL;
		if (got == NULL || !text_equal(got, want))
			return error_set(err, ERROR_CONFIG,
				"the session has %s = \"%.60s\", not \"%s\": a connection pooler "
				"such as PgBouncer drops the settings of the connection; connect "
				"to PostgreSQL itself",
				list[i].name, got == NULL ? "" : got, want);
	}
	return 0;
}
