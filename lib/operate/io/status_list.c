#include "status_list.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "query.h"
#include "row.h"
#include "status.h"
#include "table.h"
#include "terminal.h"
#include "zone.h"

/* prose may be cut on a narrow terminal; another text, as the symbol of a contract, never is */
enum column_type {
	COLUMN_TEXT,
	COLUMN_PROSE,
	COLUMN_CONTRACT, /* the symbol of an option; of a stock the ticker is shown */
	COLUMN_NUMBER,
	COLUMN_TIME,
};

struct status_column {
	const char *name;  /* of the statement and in JSON */
	const char *title; /* NULL: in JSON only */
	enum column_type type;
	int worth; /* on a narrow terminal the least is left out first */
};

enum { COLUMNS_MAX = 20, PROSE_LEAST = 12, WEEKDAY_LENGTH = 4 };

struct status_list {
	const struct row_kind *kind; /* in JSON */
	const char *title, *none;
	const struct query *query;
	struct status_column columns[COLUMNS_MAX]; /* ended by a zero column */
};

#define TEXT(name, title) \
	{ \
#name, title, COLUMN_TEXT, 0 \
	}
#define PROSE(name, title) \
	{ \
#name, title, COLUMN_PROSE, 0 \
	}
#define NUMBER(name, title) \
	{ \
#name, title, COLUMN_NUMBER, 0 \
	}
#define TIME(name, title) \
	{ \
#name, title, COLUMN_TIME, 0 \
	}
#define CONTRACT(name, title) \
	{ \
#name, title, COLUMN_CONTRACT, 0 \
	}
/* a column of TYPE that a narrow terminal can do without, the one with the least WORTH first */
#define EXTRA(type, worth, name, title) \
	{ \
#name, title, COLUMN_##type, worth \
	}

static const struct status_list lists[] = {
	[STATUS_LIST_HALTS] = {&status_halt_row, "Halts in force", "none", &query_status_halts,
		{NUMBER(halt_id, "id"), TEXT(subject, "stopped"), TIME(set_at, "since"),
			TEXT(set_by, "by"), TIME(expires_at, "until"), PROSE(reason, "why"),
			TEXT(scope, NULL), TEXT(account, NULL), TEXT(cause, NULL), {0}}},
	[STATUS_LIST_ACCOUNT] = {&status_account_row, "Account", "no snapshot of an account yet",
		&query_status_account,
		{TEXT(account, "account"), TEXT(execution_mode, "mode"),
			EXTRA(TEXT, -3, tier, "tier"), NUMBER(equity, "equity"),
			EXTRA(NUMBER, -2, last_equity, "at last close"),
			NUMBER(day_pnl, "P&L today"), NUMBER(day_pnl_percent, "%"),
			NUMBER(open_risk, "at risk"), EXTRA(NUMBER, -3, positions, "positions"),
			EXTRA(TIME, -3, ts, "as of"), {0}}},
	[STATUS_LIST_POSITIONS] = {&status_position_row, "Positions", "none is open",
		&query_status_positions,
		{EXTRA(NUMBER, -1, position_id, "id"), TEXT(account, NULL),
			EXTRA(TEXT, -3, ticker, "ticker"),
			EXTRA(TEXT, -3, strategy_type, "strategy"), TEXT(instrument_type, NULL),
			CONTRACT(option_symbol, "contract"), TEXT(side, NULL),
			NUMBER(quantity, "qty"), NUMBER(entry_price, "paid"),
			NUMBER(current_price, "now"), NUMBER(pnl, "P&L"), NUMBER(pnl_percent, "%"),
			EXTRA(NUMBER, -1, underlying_price, "stock"),
			EXTRA(NUMBER, -2, stop, "stop"), EXTRA(NUMBER, -2, target, "target"),
			TEXT(status, "status"), EXTRA(TIME, -4, entry_time, "since"),
			EXTRA(TIME, -4, last_checked_at, "looked at"), {0}}},
	[STATUS_LIST_ORDERS] = {&status_working_order_row, "Working orders", "none",
		&query_status_orders_open,
		{TIME(created_at, "since"), TEXT(purpose, "for"), EXTRA(TEXT, -3, ticker, "ticker"),
			CONTRACT(option_symbol, "contract"), TEXT(side, "side"),
			NUMBER(quantity, "qty"), EXTRA(NUMBER, -2, filled_quantity, "filled"),
			NUMBER(limit_price, "limit"), TEXT(status, "status"),
			EXTRA(PROSE, -1, reason, "reason"),
			EXTRA(TEXT, -4, client_order_id, "order"), TEXT(account, NULL),
			NUMBER(position_id, NULL), TIME(quarantined_at, NULL), {0}}},
	[STATUS_LIST_ORDERS_TODAY] = {&status_order_row, "Orders of today", "none",
		&query_status_orders_today,
		{TIME(created_at, "time"), TEXT(purpose, "for"), EXTRA(TEXT, -3, ticker, "ticker"),
			CONTRACT(option_symbol, "contract"), TEXT(side, "side"),
			NUMBER(quantity, "qty"), EXTRA(NUMBER, -2, filled_quantity, "filled"),
			NUMBER(limit_price, "limit"), NUMBER(filled_average_price, "price"),
			TEXT(status, "status"), EXTRA(PROSE, -1, reason, "reason"),
			EXTRA(TEXT, -4, client_order_id, "order"), TEXT(account, NULL),
			NUMBER(position_id, NULL), TEXT(error_text, NULL), {0}}},
	[STATUS_LIST_TODAY] = {&status_today_row, "Today", "nothing was traded",
		&query_status_today,
		{TEXT(account, "account"), NUMBER(opened, "opened"), NUMBER(closed, "closed"),
			NUMBER(wins, "won"), NUMBER(losses, "lost"),
			EXTRA(NUMBER, -1, unknown_results, "unknown"), NUMBER(pnl, "realised"),
			NUMBER(open_pnl, "open"), NUMBER(fees, "fees"),
			NUMBER(mean_quality, "quality"), NUMBER(mean_spread_pct, "spread %"), {0}}},
	[STATUS_LIST_TODAY_TRADES] = {&status_trade_row, "Closed today", "none",
		&query_status_today_trades,
		{EXTRA(NUMBER, -1, position_id, "id"), TEXT(account, NULL),
			EXTRA(TEXT, -3, ticker, "ticker"),
			EXTRA(TEXT, -3, strategy_type, "strategy"),
			CONTRACT(option_symbol, "contract"), NUMBER(quantity, "qty"),
			NUMBER(entry_price, "paid"), NUMBER(exit_price, "got"), NUMBER(pnl, "P&L"),
			NUMBER(pnl_percent, "%"), TEXT(exit_reason, "exit"),
			EXTRA(TIME, -4, entry_time, "from"), TIME(exit_time, "to"), {0}}},
	[STATUS_LIST_TODAY_REFUSED] = {&status_refusal_row, "Gates that refused today", "none",
		&query_status_today_refused,
		{TEXT(gate, "gate"), NUMBER(refused, "refused"), NUMBER(refused_alone, "alone"),
			PROSE(tickers, "tickers"), {0}}},
	[STATUS_LIST_FEEDS] = {&status_feed_row, "Feeds", "none; opt-rss --add URL adds one",
		&query_status_feeds,
		{PROSE(name, "feed"), TIME(last_ok, "last good"), NUMBER(failures, "failures"),
			EXTRA(TIME, -1, next_due, "next"), NUMBER(articles_24h, "articles 24 h"),
			PROSE(last_error, "error"), TEXT(feed_url, NULL), {0}}},
	[STATUS_LIST_LABELS] = {&status_label_row, "Articles of 24 hours", "none",
		&query_status_labels,
		{TEXT(sentiment_label, "label"), NUMBER(articles, "articles"),
			NUMBER(mean_score, "mean score"), TIME(newest, "newest"), {0}}},
	[STATUS_LIST_TICKERS] = {&status_ticker_row, "Tickers in the news of 24 hours", "none",
		&query_status_tickers,
		{TEXT(ticker, "ticker"), NUMBER(articles, "articles"),
			NUMBER(mean_score, "mean score"), TIME(newest, "newest"),
			PROSE(title, "newest title"), {0}}},
	[STATUS_LIST_CAPTURE] = {&status_capture_row, "Bars of the contracts that are held",
		"no contract is held", &query_status_capture,
		{CONTRACT(option_symbol, "contract"), TEXT(ticker, NULL),
			EXTRA(NUMBER, -1, position_id, "id"), TIME(newest_bar, "newest bar"),
			EXTRA(TIME, -1, answered_at, "answered"), NUMBER(bars, "bars"),
			NUMBER(asked, "asked"), EXTRA(NUMBER, -1, empty, "empty"),
			EXTRA(NUMBER, -1, not_found, "404"), NUMBER(failed, "failed"),
			TEXT(last_answer, "last"), PROSE(last_error, "error"), {0}}},
	[STATUS_LIST_GATES] = {&status_gate_row, "Gates of 30 days", "no recommendation was judged",
		&query_status_gate_list,
		{TEXT(gate, "gate"), NUMBER(passed, "passed"), NUMBER(refused, "refused"),
			NUMBER(refused_alone, "alone"), NUMBER(not_applicable, "not applied"),
			EXTRA(NUMBER, -1, unknown, "unknown"),
			EXTRA(TIME, -1, last_refusal, "last refusal"), TEXT(note, "note"), {0}}},
};

static bool is_column(const struct status_column *c)
{
	return c->name != NULL;
}

/* ---- JSON ---- */

static void write_json(
	struct run *run, const struct status_list *list, const struct rows *rows, int row)
{
	struct jsonl *w = run_row(run, list->kind);
	for (const struct status_column *c = list->columns; is_column(c); c++) {
		const char *value = rows == NULL ? NULL : row_text(rows, row, c->name);
		struct instant t = INSTANT_UNKNOWN;
		if (c->type == COLUMN_NUMBER)
			jsonl_number(w, c->name, value);
		else if (c->type == COLUMN_TIME && (value == NULL || instant_parse(value, &t) == 0))
			jsonl_instant(w, c->name, t);
		else
			jsonl_text(w, c->name, value);
	}
	run_row_end(run);
}

/* The kind of the rows of a list; the sample is a row of nulls. */
#define KIND(name, list) \
	static void sample_##name(struct run *run) \
	{ \
		write_json(run, &lists[list], NULL, 0); \
	} \
	const struct row_kind status_##name##_row = {#name, sample_##name}

KIND(halt, STATUS_LIST_HALTS);
KIND(account, STATUS_LIST_ACCOUNT);
KIND(position, STATUS_LIST_POSITIONS);
KIND(working_order, STATUS_LIST_ORDERS);
KIND(order, STATUS_LIST_ORDERS_TODAY);
KIND(today, STATUS_LIST_TODAY);
KIND(trade, STATUS_LIST_TODAY_TRADES);
KIND(refusal, STATUS_LIST_TODAY_REFUSED);
KIND(feed, STATUS_LIST_FEEDS);
KIND(label, STATUS_LIST_LABELS);
KIND(ticker, STATUS_LIST_TICKERS);
KIND(capture, STATUS_LIST_CAPTURE);
KIND(gate, STATUS_LIST_GATES);

/* ---- a table ---- */

/* A time is shown in New York: of another day with the weekday, of another week with the date. */
static void put_time(const struct run *run, struct instant t, struct table *table)
{
	char clock[ZONE_CLOCK_SIZE];
	bool today = date_compare(zone_new_york_date(t, NULL), run_today(run)) == 0;
	(void)zone_clock(t, zone_needs_date(run->now, t), clock);
	table_text(table, today ? clock + WEEKDAY_LENGTH : clock);
}

/* Zeros beyond cents say nothing to a reader: "1.1400" is shown as 1.14. */
static void put_number(const char *value, struct table *table)
{
	const char *point = strchr(value, '.');
	size_t length = strlen(value);
	while (point != NULL && value + length > point + 3 && value[length - 1] == '0')
		length--;
	table_printf(table, "%.*s", (int)length, value);
}

static void put_cell(const struct run *run, const struct status_column *c, const struct rows *rows,
	int row, struct table *table)
{
	struct instant t;
	const char *value = row_text(rows, row, c->name);
	if (value == NULL && c->type == COLUMN_CONTRACT)
		value = row_text(rows, row, "ticker");
	if (value != NULL && c->type == COLUMN_TIME && instant_parse(value, &t) == 0)
		put_time(run, t, table);
	else if (value != NULL && c->type == COLUMN_NUMBER)
		put_number(value, table);
	else
		table_text(table, value);
}

static void write_table(struct run *run, const struct status_list *list, const struct rows *rows)
{
	struct table_column shown[COLUMNS_MAX];
	size_t count = 0;
	buf_printf(&run->out, "\n%s%s%s\n", list->title, rows->count == 0 ? ": " : "",
		rows->count == 0 ? list->none : "");
	if (rows->count == 0)
		return;
	for (const struct status_column *c = list->columns; is_column(c); c++)
		if (c->title != NULL)
			shown[count++] = (struct table_column){
				.heading = c->title,
				.align = c->type == COLUMN_NUMBER ? TABLE_POINT : TABLE_LEFT,
				.least = c->type == COLUMN_PROSE ? PROSE_LEAST : 0,
				.worth = c->worth,
			};
	table_auto struct table table = TABLE_INIT(shown, count);
	table.indent = 2;
	for (int row = 0; row < rows->count; row++)
		for (const struct status_column *c = list->columns; is_column(c); c++)
			if (c->title != NULL)
				put_cell(run, c, rows, row, &table);
	table_write(&table, terminal_width(), &run->out);
}

int status_list_print(struct run *run, enum status_list_name name, struct error *err)
{
	const struct status_list *list = &lists[name];
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	if (run->db == NULL)
		return 0;
	arg_instant(&a, run->now);
	arg_date(&a, run_today(run));
	if (db_rows(run->db, list->query, &a, &rows, err) != 0)
		return -1;
	if (!run->json)
		write_table(run, list, &rows);
	for (int row = 0; run->json && row < rows.count; row++)
		write_json(run, list, &rows, row);
	return 0;
}
