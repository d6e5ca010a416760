#include "alert_collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert_message.h"
#include "alert_tell.h"
#include "alert_unhealthy.h"
#include "array.h"
#include "clock.h"
#include "query.h"
#include "row.h"
#include "text.h"
#include "trade_text.h"

enum {
	TEXT_MAX = 8192,
	KEY_SIZE = 192,
	LOOK_BACK_DAYS = 1,
	OUTAGES_DAYS = 30,
	SETTLE_MIN = 2,
	OUTAGE_MIN = 10,
	OUTAGE_ERROR_SIZE = 2048, /* the statement cuts it to 500 characters */
};

/*
 * A kind of event: the statement that finds those that are not told yet, the columns of its rows,
 * and the function that tells of one row.
 */
struct alert_source {
	const struct query *query;
	void (*bind)(struct db_args *a, const struct run *run);
	const struct row_column *columns;
	size_t column_count, size;
	int (*tell)(struct run *run, const void *row, struct error *err);
};

#define SOURCE(query, bind, columns, type, tell) \
	{ \
		&query_##query, bind, columns, array_size(columns), sizeof(type), tell \
	}

static void bind_since(struct db_args *a, const struct run *run)
{
	arg_instant(a, instant_add(run->now, -LOOK_BACK_DAYS * DAY_US));
	arg_instant(a, run->now);
}

/* ---- positions ---- */

struct trade_row {
	char key[KEY_SIZE];
	struct told_trade trade;
	int64_t left_open;
	struct instant at;
};

#define TRADE(type_, field_, nullable_) \
	{ \
#field_, type_, offsetof(struct trade_row, trade.field_), \
			sizeof(((struct trade_row *)0)->trade.field_), nullable_ \
	}

static const struct row_column trade_columns[] = {
	ROW_FIELD(ROW_TEXT, struct trade_row, key, false),
	TRADE(ROW_TEXT, ticker, false),
	TRADE(ROW_TEXT, strategy_type, false),
	TRADE(ROW_TEXT, instrument_type, false),
	TRADE(ROW_TEXT, side, false),
	TRADE(ROW_TEXT, option_symbol, true),
	TRADE(ROW_TEXT, other_symbol, true),
	TRADE(ROW_I64, quantity, false),
	TRADE(ROW_I64, sold, false),
	ROW_FIELD(ROW_I64, struct trade_row, left_open, false),
	TRADE(ROW_PRICE, entry_price, true),
	TRADE(ROW_PRICE, exit_price, true),
	TRADE(ROW_PRICE, underlying, true),
	TRADE(ROW_PRICE, stop, true),
	TRADE(ROW_PRICE, target, true),
	TRADE(ROW_DOUBLE, entry_delta, true),
	TRADE(ROW_DOUBLE, entry_iv, true),
	TRADE(ROW_DOUBLE, confidence, true),
	TRADE(ROW_INSTANT, entry_time, true),
	TRADE(ROW_INSTANT, exit_time, true),
	TRADE(ROW_MONEY, pnl, true),
	TRADE(ROW_MONEY, fees, true),
	TRADE(ROW_DOUBLE, pnl_percent, true),
	TRADE(ROW_DOUBLE, r_multiple, true),
	TRADE(ROW_I64, holding_minutes, false),
	TRADE(ROW_TEXT, exit_reason, false),
	TRADE(ROW_BOOL, adopted, false),
	ROW_FIELD(ROW_INSTANT, struct trade_row, at, true),
};

enum trade_event { TRADE_OPENED, TRADE_REDUCED, TRADE_CLOSED };

static int tell_trade(
	struct run *run, enum trade_event event, const struct trade_row *row, struct error *err)
{
	buf_auto struct buf subject = BUF_INIT(TEXT_MAX), body = BUF_INIT(TEXT_MAX);
	if (event == TRADE_OPENED)
		trade_text_opened(&subject, &body, &row->trade);
	else if (event == TRADE_REDUCED)
		trade_text_reduced(&subject, &body, &row->trade, row->left_open);
	else
		trade_text_closed(&subject, &body, &row->trade);
	if (!buf_ok(&subject) || !buf_ok(&body))
		return error_memory(err);
	return alert_tell(run, ALERT_INFO, row->key, buf_text(&subject), buf_text(&body), err);
}

static int tell_opened(struct run *run, const void *row, struct error *err)
{
	return tell_trade(run, TRADE_OPENED, row, err);
}

static int tell_reduced(struct run *run, const void *row, struct error *err)
{
	return tell_trade(run, TRADE_REDUCED, row, err);
}

static int tell_closed(struct run *run, const void *row, struct error *err)
{
	return tell_trade(run, TRADE_CLOSED, row, err);
}

static void bind_opened(struct db_args *a, const struct run *run)
{
	bind_since(a, run);
	arg_instant(a, instant_add(run->now, -SETTLE_MIN * MINUTE_US));
}

/* ---- halts ---- */

struct halt_told {
	char key[KEY_SIZE], subject[64], reason[512], by_whom[128];
	struct instant at;
	bool ended;
};

static const struct row_column halt_columns[] = {
	ROW_FIELD(ROW_TEXT, struct halt_told, key, false),
	ROW_FIELD(ROW_TEXT, struct halt_told, subject, false),
	ROW_FIELD(ROW_TEXT, struct halt_told, reason, false),
	ROW_FIELD(ROW_TEXT, struct halt_told, by_whom, false),
	ROW_FIELD(ROW_INSTANT, struct halt_told, at, true),
	ROW_FIELD(ROW_BOOL, struct halt_told, ended, false),
};

static const char *stopped_by(const char *scope)
{
	return text_equal(scope, "entries") ? "entries"
	       : text_equal(scope, "all")   ? "everything"
					    : scope;
}

static int tell_halt(struct run *run, const void *row, struct error *err)
{
	const struct halt_told *h = row;
	buf_auto struct buf subject = BUF_INIT(TEXT_MAX), body = BUF_INIT(TEXT_MAX);
	if (h->ended)
		buf_printf(&subject, "The halt of %s is over", stopped_by(h->subject));
	else
		buf_printf(&subject, "Halted: %s", stopped_by(h->subject));
	buf_printf(&body, "%s.\nReason of the halt: %s\n%s by: %s\nAt: ", buf_text(&subject),
		h->reason, h->ended ? "Ended" : "Set", h->by_whom);
	alert_time(&body, h->at);
	buf_puts(&body, h->ended ? "" : "\nEnd it: opt-halt off");
	if (!buf_ok(&subject) || !buf_ok(&body))
		return error_memory(err);
	return alert_tell(run, h->ended ? ALERT_INFO : ALERT_WARNING, h->key, buf_text(&subject),
		buf_text(&body), err);
}

/* ---- outages ---- */

struct outage_row {
	char run_id[RUN_ID_SIZE], stage[32], account[64], error[OUTAGE_ERROR_SIZE];
	int64_t runs;
	struct instant began, ended;
};

static const struct row_column begun_columns[] = {
	ROW_FIELD(ROW_TEXT, struct outage_row, run_id, false),
	ROW_FIELD(ROW_TEXT, struct outage_row, stage, false),
	ROW_FIELD(ROW_TEXT, struct outage_row, account, false),
	ROW_FIELD(ROW_INSTANT, struct outage_row, began, true),
	ROW_FIELD(ROW_I64, struct outage_row, runs, false),
	ROW_FIELD(ROW_TEXT, struct outage_row, error, false),
};

static const struct row_column ended_columns[] = {
	ROW_FIELD(ROW_TEXT, struct outage_row, run_id, false),
	ROW_FIELD(ROW_TEXT, struct outage_row, stage, false),
	ROW_FIELD(ROW_TEXT, struct outage_row, account, false),
	ROW_FIELD(ROW_INSTANT, struct outage_row, began, true),
	ROW_FIELD(ROW_INSTANT, struct outage_row, ended, true),
};

/* Exits depend on these two. */
static bool is_trading(const char *stage)
{
	return text_equal(stage, "opt-posmon") || text_equal(stage, "opt-dispatch");
}

static int tell_begun(struct run *run, const void *row, struct error *err)
{
	const struct outage_row *o = row;
	buf_auto struct buf body = BUF_INIT(TEXT_MAX);
	char key[KEY_SIZE], subject[128];
	(void)snprintf(key, sizeof key, "outage:%s", o->run_id);
	(void)snprintf(subject, sizeof subject, "%s fails", o->stage);
	buf_printf(&body,
		"%s failed: %lld %s without a good one between.\nAccount: %s\nLast error: "
		"%s\nSince: ",
		o->stage, (long long)o->runs, o->runs == 1 ? "run" : "runs", o->account, o->error);
	alert_time(&body, o->began);
	buf_puts(&body, "\nThis is told once. Its end is told, too.");
	if (!buf_ok(&body))
		return error_memory(err);
	return alert_tell(run, is_trading(o->stage) ? ALERT_CRITICAL : ALERT_WARNING, key, subject,
		buf_text(&body), err);
}

static int tell_ended(struct run *run, const void *row, struct error *err)
{
	const struct outage_row *o = row;
	buf_auto struct buf body = BUF_INIT(TEXT_MAX);
	char key[KEY_SIZE], subject[128];
	(void)snprintf(key, sizeof key, "recovered:%s", o->run_id);
	(void)snprintf(subject, sizeof subject, "%s works again", o->stage);
	buf_printf(&body, "%s works again.\nAccount: %s\nFailed since: ", o->stage, o->account);
	alert_time(&body, o->began);
	buf_puts(&body, "\nFirst good run: ");
	alert_time(&body, o->ended);
	if (!buf_ok(&body))
		return error_memory(err);
	return alert_tell(run, ALERT_INFO, key, subject, buf_text(&body), err);
}

/* Rows of pipeline_runs have the real time, also of a run at a pinned one. */
static void bind_begun(struct db_args *a, const struct run *run)
{
	struct instant real = clock_real();
	arg_instant(a, instant_add(real, -LOOK_BACK_DAYS * DAY_US));
	arg_i64(a, conf_i64(&run->conf, CONF_ALERT_AFTER));
	arg_instant(a, instant_add(real, -OUTAGE_MIN * MINUTE_US));
}

static void bind_ended(struct db_args *a, const struct run *run)
{
	arg_instant(a, instant_add(run->now, -OUTAGES_DAYS * DAY_US));
}

/* ---- all ---- */

static const struct alert_source sources[] = {
	SOURCE(alert_trades_opened, bind_opened, trade_columns, struct trade_row, tell_opened),
	SOURCE(alert_trades_reduced, bind_since, trade_columns, struct trade_row, tell_reduced),
	SOURCE(alert_trades_closed, bind_since, trade_columns, struct trade_row, tell_closed),
	SOURCE(alert_halts, bind_since, halt_columns, struct halt_told, tell_halt),
	SOURCE(alert_outages_begun, bind_begun, begun_columns, struct outage_row, tell_begun),
	SOURCE(alert_outages_ended, bind_ended, ended_columns, struct outage_row, tell_ended),
};

/* A row that cannot be read costs only itself, and is told as such. */
static int collect(struct run *run, const struct alert_source *source, struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	struct odd_rows odd = {0};
	char *list = NULL;
	size_t count = 0;
	source->bind(&a, run);
	if (db_rows(run->db, source->query, &a, &rows, err) != 0 ||
		rows_read_odd(&rows, source->columns, source->column_count, source->size, &list,
			&count, "alerts", &odd, err) != 0)
		return -1;
	int result = 0;
	for (size_t i = 0; i < count && result == 0; i++)
		result = source->tell(run, list + i * source->size, err);
	free(list);
	if (result == 0)
		alert_odd_rows(run, &odd);
	return result;
}

int alert_collect(struct run *run, struct error *err)
{
	for (size_t i = 0; i < array_size(sources); i++)
		if (collect(run, &sources[i], err) != 0)
			return -1;
	return alert_unhealthy(run, err);
}
