/* Checks connection strings as libpq reads them, percent-encoded words included. */
#include <libpq-fe.h>
#include <string.h>

#include "db.h"

int db_check_conninfo(const char *conninfo, struct error *err)
{
	bool is_name = strchr(conninfo, '=') == NULL && strstr(conninfo, "://") == NULL;
	if (is_name)
		return 0;
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	if (options == NULL)
		return error_set(err, ERROR_CONFIG,
			"not a connection string or URI that libpq can read (it is not shown, "
			"as it may hold a password)");
	bool secret = false;
	for (const PQconninfoOption *o = options; o->keyword != NULL; o++)
		secret = secret || (o->val != NULL && o->dispchar[0] == '*');
	PQconninfoFree(options);
	return secret ? error_set(err, ERROR_CONFIG,
				"the connection string must not contain a password: use ~/.pgpass, "
				"PGPASSFILE or PGPASSWORD")
		      : 0;
}
