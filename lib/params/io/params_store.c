#include "params_store.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "json.h"
#include "jsonl.h"
#include "query.h"
#include "row.h"

static const struct row_column version_columns[] = {
	ROW_FIELD(ROW_I64, struct params_version, version, false),
	ROW_FIELD(ROW_TEXT, struct params_version, author, false),
	ROW_FIELD(ROW_TEXT, struct params_version, reason, false),
	ROW_FIELD(ROW_INSTANT, struct params_version, created_at, false),
};

/* The values that an object sets: which names it skips, and which it refuses. */
enum leniency {
	FROM_USER,   /* refuses every name that this release does not have */
	FROM_PARAMS, /* skips names that this release has dropped */
	FROM_ADDED,  /* skips what this release does not know: a later one stored it */
};

static bool is_skipped(enum leniency leniency, const char *name, double value)
{
	const struct param *row = param_find(name);
	if (leniency == FROM_ADDED)
		return row == NULL || !(value >= row->least && value <= row->most);
	return leniency == FROM_PARAMS && param_was_dropped(name);
}

static int set_values(const char *text, enum leniency leniency, struct params *p, struct error *err)
{
	json_auto_t *object = NULL;
	if (json_parse(text, strlen(text), &object, err) != 0)
		return error_prefix(err, "stored parameters");
	if (!json_is_object(object))
		return error_set(err, ERROR_CONFIG, "stored parameters are not a JSON object");
	const char *name;
	json_t *value;
	json_object_foreach(object, name, value)
	{
		if (!json_is_number(value))
			return error_set(
				err, ERROR_CONFIG, "stored parameter %s is not a number", name);
		double number = json_number_value(value);
		if (!is_skipped(leniency, name, number) && params_set(p, name, number, err) != 0)
			return -1;
	}
	return 0;
}

int params_store_parse(const char *text, struct params *out, struct error *err)
{
	struct params p = *out;
	if (set_values(text, FROM_USER, &p, err) != 0 || params_check(&p, err) != 0)
		return -1;
	*out = p;
	return 0;
}

int params_store_read(const char *text, const char *added, struct params *out, struct error *err)
{
	struct params p = *out;
	if (set_values(text, FROM_PARAMS, &p, err) != 0 ||
		set_values(added == NULL ? "{}" : added, FROM_ADDED, &p, err) != 0 ||
		params_check(&p, err) != 0)
		return -1;
	*out = p;
	return 0;
}

/* Writes all parameters; with ADDED those that the release before reads, or those it does not. */
static void write_values(const struct params *p, const bool *added, struct buf *out)
{
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	for (size_t i = 0; i < param_count; i++) {
		double value = params_get(p, &param_table[i]);
		if (added == NULL || *added != param_was_readable(param_table[i].name, value))
			jsonl_double(&w, param_table[i].name, value, -1);
	}
	jsonl_close(&w);
}

void params_store_format(const struct params *p, struct buf *out)
{
	write_values(p, NULL, out);
}

static int read_version(
	const struct rows *rows, int index, struct params_version *out, struct error *err)
{
	struct params_version v = {0};
	if (row_read(rows, index, version_columns, array_size(version_columns), &v, err) != 0)
		return -1;
	params_init(&v.params);
	const char *json = row_text(rows, index, "params");
	if (params_store_read(
		    json == NULL ? "" : json, row_text(rows, index, "added"), &v.params, err) != 0)
		return error_prefix(err, "parameter version %lld", (long long)v.version);
	*out = v;
	return 0;
}

static void defaults(struct params_version *out)
{
	*out = (struct params_version){
		.author = "", .reason = "the defaults", .created_at = INSTANT_UNKNOWN};
	params_init(&out->params);
}

static int read_versions(
	struct db *db, int64_t first, int64_t last, struct rows *rows, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, first);
	if (last < 0)
		arg_null(&a);
	else
		arg_i64(&a, last);
	return db_rows(db, &query_params_versions, &a, rows, err);
}

int params_store_newest(struct db *db, struct params_version *out, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (read_versions(db, 0, -1, &rows, err) != 0)
		return -1;
	if (rows.count > 0)
		return read_version(&rows, 0, out, err);
	defaults(out);
	return 0;
}

int params_store_find(struct db *db, int64_t version, struct params_version *out, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (version == 0) {
		defaults(out);
		return 0;
	}
	if (read_versions(db, version, version, &rows, err) != 0)
		return -1;
	if (rows.count == 0)
		return error_set(
			err, ERROR_CONFIG, "unknown parameter version %lld", (long long)version);
	return read_version(&rows, 0, out, err);
}

int params_store_all(struct db *db, struct params_version **out, size_t *count, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (read_versions(db, 1, INT32_MAX, &rows, err) != 0)
		return -1;
	struct params_version *all = calloc((size_t)rows.count + 1, sizeof *all);
	if (all == NULL)
		return error_memory(err);
	for (int i = 0; i < rows.count; i++)
		if (read_version(&rows, i, &all[i], err) != 0) {
			free(all);
			return -1;
		}
	*out = all;
	*count = (size_t)rows.count;
	return 0;
}

int params_store_first(struct db *db, struct instant now, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, now);
	return db_none(db, &query_params_first, &a, NULL, err);
}

/* Stores V. *TAKEN: another set has stored this version number, and nothing was written. */
static int add_version(
	struct db *db, const struct params_version *v, bool *taken, struct error *err)
{
	const bool apart = true, together = false;
	buf_auto struct buf json = BUF_INIT(1 << 20), rest = BUF_INIT(1 << 20);
	write_values(&v->params, &together, &json);
	write_values(&v->params, &apart, &rest);
	if (!buf_ok(&json) || !buf_ok(&rest))
		return error_memory(err);
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_i64(&a, v->version);
	arg_text(&a, buf_text(&json));
	arg_text(&a, buf_text(&rest));
	arg_text(&a, v->author);
	arg_text(&a, v->reason);
	arg_instant(&a, v->created_at);
	int64_t added = 0;
	if (db_none(db, &query_params_insert, &a, &added, err) != 0)
		return -1;
	*taken = added == 0;
	return 0;
}

static int check_risk(const struct params_change *c, struct error *err)
{
	const struct param *row;
	if (c->raise_risk || !params_raise_risk(&c->before, &c->after.params, &row))
		return 0;
	return error_set(err, ERROR_PERMISSION,
		"%s from %.15g to %.15g risks more: --yes-raise-risk is needed", row->name,
		params_get(&c->before, row), params_get(&c->after.params, row));
}

int params_store_change(struct db *db, struct params_change *c, struct error *err)
{
	enum { TRIES = 50 }; /* how often another set may store a version first */
	for (int i = 0; i < TRIES; i++) {
		struct params_version newest;
		bool taken = false;
		if (params_store_newest(db, &newest, err) != 0)
			return -1;
		c->before = c->after.params = newest.params;
		c->after.version = newest.version + 1;
		if (c->edit(c->context, &c->after.params, err) != 0 ||
			params_check(&c->after.params, err) != 0 || check_risk(c, err) != 0 ||
			(c->check != NULL && c->check(&c->before, &c->after.params, err) != 0))
			return -1;
		if (!c->dry_run && add_version(db, &c->after, &taken, err) != 0)
			return -1;
		if (!taken)
			return 0;
	}
	return error_set(
		err, ERROR_AGAIN, "other sets stored a version first, %d times in a row", TRIES);
}
