/*
 * A statement compiled into the library from a file of sql/. The build generates query.h with a
 * constant query_NAME for each file of sql/query, and migration.h with the table of migrations.
 */
#ifndef OPT_SQL_H
#define OPT_SQL_H

struct query {
	const char *name; /* name of the file without .sql */
	const char *text;
};

#endif
