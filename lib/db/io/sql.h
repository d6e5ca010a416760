/*
 * A statement compiled into the library from sql/: query_NAME of query.h, migration_table of
 * migration.h.
 */
#ifndef OPT_SQL_H
#define OPT_SQL_H

struct query {
	const char *name; /* of the file, without .sql */
	const char *text;
};

#endif
