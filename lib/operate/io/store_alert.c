#include "store_alert.h"

#include <stdlib.h>
#include <string.h>

#include "alert_message.h"
#include "array.h"
#include "query.h"
#include "row.h"

enum {
	WAITING_MAX = 1000, /* in one message */
	BODY_MAX = 1 << 18,
	OLDEST_DAYS = 7, /* an older alert is not sent, an older message is given up */
	NEW_CHANNEL_DAYS = 1,
};

static const struct row_column message_columns[] = {
	{"message_id", ROW_TEXT, offsetof(struct stored_message, id), 40, false},
	ROW_FIELD(ROW_TEXT, struct stored_message, severity, false),
	ROW_FIELD(ROW_STRING, struct stored_message, subject, false),
	ROW_FIELD(ROW_STRING, struct stored_message, body, false),
	ROW_FIELD(ROW_I64, struct stored_message, alerts, false),
	ROW_FIELD(ROW_I64, struct stored_message, attempts, false),
	ROW_FIELD(ROW_INSTANT, struct stored_message, created_at, false),
	ROW_FIELD(ROW_INSTANT, struct stored_message, next_try, false),
	ROW_FIELD(ROW_BOOL, struct stored_message, refused, false),
};

void stored_messages_free(struct stored_message *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].subject);
		free(list[i].body);
	}
	free(list);
}

int alert_store_due(struct run *run, const char *channel, struct stored_message **list,
	size_t *count, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, channel);
	return db_rows(run->db, &query_alert_due, &a, &rows, err) != 0
		       ? -1
		       : rows_read(&rows, message_columns, array_size(message_columns),
				 sizeof **list, list, count, err);
}

/* ---- planning ---- */

struct planning {
	struct run *run;
	const char *channel;
	int64_t digest;
	struct stored_message *list; /* of a dry run */
	size_t planned;
};

/* Reads the alerts that wait; their texts stay in ROWS. */
static int read_waiting(struct db *db, const struct planning *p, struct rows *rows,
	struct told_alert **out, struct error *err)
{
	const struct run *run = p->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, p->channel);
	arg_instant(&a, instant_add(run->now, -OLDEST_DAYS * DAY_US));
	arg_instant(&a, run->now);
	arg_instant(&a, instant_add(run->now, -NEW_CHANNEL_DAYS * DAY_US));
	arg_i64(&a, WAITING_MAX);
	if (db_rows(db, &query_alert_waiting, &a, rows, err) != 0)
		return -1;
	*out = calloc((size_t)rows->count + 1, sizeof **out);
	if (*out == NULL)
		return error_memory(err);
	for (int i = 0; i < rows->count; i++) {
		(*out)[i] = (struct told_alert){
			.key = row_text(rows, i, "key"),
			.severity = row_text(rows, i, "severity"),
			.subject = row_text(rows, i, "subject"),
			.body = row_text(rows, i, "body"),
		};
		const char *at = row_text(rows, i, "at");
		if (at == NULL || instant_parse(at, &(*out)[i].at) != 0)
			(*out)[i].at = run->now;
	}
	return 0;
}

static int store_message(struct db *db, const struct planning *p, const struct alert_message *m,
	const struct told_alert *alerts, size_t count, struct error *err)
{
	int64_t written = 0;
	db_args_auto struct db_args a = DB_ARGS_INIT, b = DB_ARGS_INIT;
	const char **keys = calloc(count, sizeof *keys);
	if (keys == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++)
		keys[i] = alerts[i].key;
	arg_text(&a, m->id);
	arg_text(&a, p->channel);
	arg_text(&a, m->severity);
	arg_text(&a, m->subject);
	arg_text(&a, buf_text(&m->body));
	arg_i64(&a, (int64_t)count);
	arg_instant(&a, p->run->now);
	arg_text(&b, m->id);
	arg_text(&b, p->channel);
	arg_text_array(&b, keys, count);
	free(keys);
	if (db_none(db, &query_alert_message_insert, &a, NULL, err) != 0 ||
		db_none(db, &query_alert_deliveries_insert, &b, &written, err) != 0)
		return -1;
	return written == (int64_t)count
		       ? 0
		       : error_unfinished(err, "another run of opt-alert plans the same alerts");
}

/* Keeps the message for the rows of a dry run. */
static int keep_message(
	struct planning *p, struct alert_message *m, size_t count, struct error *err)
{
	struct stored_message *longer = realloc(p->list, (p->planned + 1) * sizeof *longer);
	if (longer == NULL)
		return error_memory(err);
	p->list = longer;
	struct stored_message *out = &longer[p->planned];
	*out = (struct stored_message){.alerts = (int64_t)count,
		.created_at = p->run->now,
		.next_try = p->run->now,
		.subject = strdup(m->subject),
		.body = buf_take(&m->body)};
	memcpy(out->id, m->id, sizeof m->id);
	memcpy(out->severity, m->severity, strlen(m->severity) + 1);
	p->planned++;
	return out->subject != NULL && out->body != NULL ? 0 : error_memory(err);
}

static int plan_one(struct db *db, struct planning *p, struct told_alert *alerts, size_t count,
	struct error *err)
{
	struct alert_message m = {.body = BUF_INIT(BODY_MAX)};
	const char *mode = conf_get(&p->run->conf, CONF_EXECUTION_MODE);
	int result =
		alert_message_write(&m, alerts, count, mode, p->channel) ? 0 : error_memory(err);
	if (result == 0 && p->run->dry_run)
		result = keep_message(p, &m, count, err);
	else if (result == 0) {
		result = store_message(db, p, &m, alerts, count, err);
		p->planned++;
	}
	buf_free(&m.body);
	return result;
}

static int plan(struct db *db, void *context, struct error *err)
{
	struct planning *p = context;
	struct told_alert *alerts = NULL;
	rows_auto struct rows rows = ROWS_INIT;
	p->planned = 0;
	int result = read_waiting(db, p, &rows, &alerts, err);
	size_t count = result == 0 ? (size_t)rows.count : 0;
	if ((int64_t)count > p->digest)
		result = plan_one(db, p, alerts, count, err);
	else
		for (size_t i = 0; i < count && result == 0; i++)
			result = plan_one(db, p, &alerts[i], 1, err);
	free(alerts);
	return result;
}

int alert_store_plan(struct run *run, const char *channel, int64_t digest, size_t *planned,
	struct stored_message **list, struct error *err)
{
	/* a digest of one alert would be no digest */
	struct planning p = {.run = run, .channel = channel, .digest = digest < 1 ? 1 : digest};
	int result = run->dry_run ? plan(run->db, &p, err) : run_store(run, plan, &p, err);
	*planned = result == 0 ? p.planned : 0;
	if (result == 0 && list != NULL)
		*list = p.list;
	else
		stored_messages_free(p.list, run->dry_run ? p.planned : 0);
	return result;
}

/* ---- attempts ---- */

int alert_store_claim(
	struct run *run, const struct stored_message *m, bool *mine, struct error *err)
{
	int64_t written = 0;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, m->id);
	arg_i64(&a, m->attempts);
	arg_instant(&a, instant_add(run->now, alert_wait_us(m->attempts + 1)));
	if (db_none(run->db, &query_alert_claim, &a, &written, err) != 0)
		return -1;
	*mine = written == 1;
	return 0;
}

int alert_store_sent(struct run *run, const struct stored_message *m, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, m->id);
	arg_instant(&a, run->now);
	return db_none(run->db, &query_alert_sent, &a, NULL, err);
}

int alert_store_failed(struct run *run, const struct stored_message *m, const char *why,
	bool refused, struct instant next, bool *given_up, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	*given_up = instant_diff_us(run->now, m->created_at) > OLDEST_DAYS * DAY_US;
	arg_text(&a, m->id);
	arg_text(&a, why);
	arg_bool(&a, refused);
	arg_instant(&a, next);
	arg_instant(&a, run->now);
	arg_bool(&a, *given_up);
	return db_none(run->db, &query_alert_failed, &a, NULL, err);
}
