#include "store_recommendation.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "query.h"
#include "row.h"
#include "text.h"

/* A run lasts 50 seconds: the claim of a run that began this long ago is over. */
enum { CLAIM_OVER_S = 120 };

static const char *const status_names[] = {
	[RECOMMENDATION_PENDING] = "PENDING",
	[RECOMMENDATION_PROCESSING] = "PROCESSING",
	[RECOMMENDATION_EXECUTED] = "EXECUTED",
	[RECOMMENDATION_UNFILLED] = "UNFILLED",
	[RECOMMENDATION_SKIPPED] = "SKIPPED",
	[RECOMMENDATION_FAILED] = "FAILED",
	[RECOMMENDATION_EXPIRED] = "EXPIRED",
	[RECOMMENDATION_WOULD_SEND] = "WOULD_SEND",
};

static const struct row_column recommendation_columns[] = {
	ROW_FIELD(ROW_I64, struct recommendation, id, false),
	ROW_FIELD(ROW_I64, struct recommendation, params_version, false),
	ROW_FIELD(ROW_INSTANT, struct recommendation, ts, false),
	ROW_FIELD(ROW_INSTANT, struct recommendation, bar_ts, false),
	ROW_FIELD(ROW_INSTANT, struct recommendation, created_at, false),
	ROW_FIELD(ROW_TEXT, struct recommendation, ticker, false),
	{"action", ROW_TEXT, offsetof(struct recommendation, action_text), 8, false},
	{"instrument_type", ROW_TEXT, offsetof(struct recommendation, instrument_text), 8, false},
	{"strategy_type", ROW_TEXT, offsetof(struct recommendation, strategy_text), 24, false},
	ROW_FIELD(ROW_DOUBLE, struct recommendation, confidence, false),
	ROW_FIELD(ROW_STRING, struct recommendation, features_snapshot, true),
	ROW_FIELD(ROW_STRING, struct recommendation, sentiment_snapshot, true),
};

const char *recommendation_status_name(enum recommendation_status status)
{
	return status_names[status];
}

int recommendation_parse(struct recommendation *r, struct error *err)
{
	if (!trade_action_parse(r->action_text, &r->action) ||
		!instrument_parse(r->instrument_text, &r->instrument) ||
		!strategy_parse(r->strategy_text, &r->strategy) || !occ_is_ticker(r->ticker))
		return error_set(err, ERROR_DATA,
			"recommendation %lld: %.8s %.8s %.24s in \"%.16s\" is not tradable",
			(long long)r->id, r->action_text, r->instrument_text, r->strategy_text,
			r->ticker);
	return 0;
}

void recommendations_free(struct recommendation *r, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(r[i].features_snapshot);
		free(r[i].sentiment_snapshot);
	}
	free(r);
}

struct claiming {
	struct desk *desk;
	struct rows rows;
};

static int claim_body(struct db *db, void *context, struct error *err)
{
	struct claiming *c = context;
	struct run *run = c->desk->run;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text(&a, desk_account(c->desk));
	arg_text(&a, run->run_id);
	arg_instant(&a, run->now);
	arg_i64(&a, CLAIM_OVER_S);
	if (db_none(db, &query_recommendations_recover, &a, NULL, err) != 0)
		return -1;
	db_args_clear(&a);
	arg_instant(&a, run->now);
	arg_i64(&a, (int64_t)run->params.signal_expire_min);
	if (db_none(db, &query_recommendations_expire, &a, NULL, err) != 0)
		return -1;
	db_args_clear(&a);
	arg_text(&a, desk_account(c->desk));
	arg_text(&a, run->run_id);
	arg_instant(&a, run->now);
	arg_i64(&a, (int64_t)run->params.dispatch_claim);
	return db_rows(db, &query_recommendations_claim, &a, &c->rows, err);
}

static int peek(struct desk *desk, struct rows *rows, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_instant(&a, desk->run->now);
	arg_i64(&a, (int64_t)desk->run->params.dispatch_claim);
	arg_i64(&a, (int64_t)desk->run->params.signal_expire_min);
	return db_rows(desk->run->db, &query_recommendations_peek, &a, rows, err);
}

int dispatch_claim(struct desk *desk, struct recommendation **out, size_t *count, struct error *err)
{
	struct claiming c = {desk, ROWS_INIT};
	int got = desk->run->dry_run ? peek(desk, &c.rows, err)
				     : run_store(desk->run, claim_body, &c, err);
	if (got == 0)
		got = rows_read(&c.rows, recommendation_columns, array_size(recommendation_columns),
			sizeof **out, out, count, err);
	rows_clear(&c.rows);
	return got;
}

int dispatch_unfilled(struct desk *desk, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	int64_t ended = 0;
	if (desk->run->dry_run)
		return 0;
	arg_text(&a, desk_account(desk));
	arg_instant(&a, desk->run->now);
	if (db_none(desk->run->db, &query_recommendations_unfilled, &a, &ended, err) != 0)
		return -1;
	run_count(desk->run, "unfilled", ended);
	return 0;
}

void decision_record_free(struct decision_record *record)
{
	buf_free(&record->gates);
	buf_free(&record->sizing);
	buf_free(&record->quality);
	buf_free(&record->explain);
}

static void arg_json(struct db_args *a, const struct buf *json)
{
	arg_text(a, json->length == 0 ? NULL : buf_text(json));
}

void arg_decision(struct db_args *a, const struct decision_record *record)
{
	const struct decision_record none = DECISION_RECORD_INIT;
	const struct decision_record *r = record == NULL ? &none : record;
	arg_json(a, &r->gates);
	arg_json(a, &r->sizing);
	arg_json(a, &r->quality);
	arg_json(a, &r->explain);
}

int dispatch_done(struct desk *desk, const struct recommendation *r,
	enum recommendation_status status, const char *why, const struct decision_record *record,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	if (desk->run->dry_run)
		return 0;
	arg_i64(&a, r->id);
	arg_text(&a, recommendation_status_name(status));
	arg_text(&a, why);
	arg_instant(&a, desk->run->now);
	arg_decision(&a, record);
	return db_none(desk->run->db, &query_recommendation_done, &a, NULL, err);
}

int dispatch_ask_to_close(
	struct desk *desk, const char *ticker, int direction, const char *why, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	int64_t asked = 0;
	if (desk->run->dry_run)
		return 0;
	arg_text(&a, desk_account(desk));
	arg_text(&a, ticker);
	arg_i64(&a, direction);
	arg_text(&a, why);
	arg_instant(&a, desk->run->now);
	if (db_none(desk->run->db, &query_positions_opposed, &a, &asked, err) != 0)
		return -1;
	run_count(desk->run, "closes_asked", asked);
	return 0;
}
