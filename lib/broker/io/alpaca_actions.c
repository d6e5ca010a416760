/* Corporate actions. */
#include <stdlib.h>
#include <string.h>

#include "alpaca_request.h"
#include "array.h"
#include "mem.h"
#include "text.h"

enum { PAGE_ACTIONS = 1000, ROWS_MAX = 1000000 };

struct action_json {
	char id[48];
	char symbol[TICKER_SIZE];
	struct date ex_date;
	double rate, new_rate, old_rate;
	char new_symbol[TICKER_SIZE];
};

#define FIELD(kind_, field_, key_, required_) \
	JSON_FIELD(JSON_FIELD_##kind_, struct action_json, field_, key_, required_)

static const struct json_field dividend_fields[] = {
	FIELD(TEXT, id, "id", false),
	FIELD(TEXT, symbol, "symbol", true),
	FIELD(DATE, ex_date, "ex_date", true),
	FIELD(DOUBLE, rate, "rate", true),
};
static const struct json_field split_fields[] = {
	FIELD(TEXT, id, "id", false),
	FIELD(TEXT, symbol, "symbol", true),
	FIELD(DATE, ex_date, "ex_date", true),
	FIELD(DOUBLE, new_rate, "new_rate", true),
	FIELD(DOUBLE, old_rate, "old_rate", true),
};
static const struct json_field rename_fields[] = {
	FIELD(TEXT, id, "id", false),
	FIELD(TEXT, symbol, "old_symbol", true),
	FIELD(DATE, ex_date, "process_date", true),
	FIELD(TEXT, new_symbol, "new_symbol", true),
};

/* The lists of a page that are read; the broker has more. */
static const struct source {
	enum action_kind kind;
	bool adds_shares; /* RATE new shares for each share are added */
	struct alpaca_list form;
} sources[] = {
#define FORM(key_, name_, fields_) \
	{ \
		key_, name_, fields_, array_size(fields_), sizeof(struct action_json), NULL \
	}
	{ACTION_DIVIDEND, false, FORM("cash_dividends", "symbol", dividend_fields)},
	{ACTION_SPLIT, true, FORM("stock_dividends", "symbol", dividend_fields)},
	{ACTION_SPLIT, false, FORM("forward_splits", "symbol", split_fields)},
	{ACTION_SPLIT, false, FORM("reverse_splits", "symbol", split_fields)},
	{ACTION_RENAME, false, FORM("name_changes", "old_symbol", rename_fields)},
};

struct action_list {
	struct alpaca *alpaca;
	struct corporate_action *rows;
	size_t count, capacity;
};

static struct corporate_action action_of(const struct source *s, const struct action_json *j)
{
	struct corporate_action a = {.kind = s->kind,
		.ex_date = j->ex_date,
		.amount = s->kind == ACTION_DIVIDEND ? j->rate : 0,
		.new_shares = s->adds_shares ? 1 + j->rate : j->new_rate,
		.old_shares = s->adds_shares ? 1 : j->old_rate};
	memcpy(a.id, j->id, sizeof a.id);
	memcpy(a.ticker, j->symbol, sizeof a.ticker);
	if (s->kind == ACTION_RENAME)
		memcpy(a.new_ticker, j->new_symbol, sizeof a.new_ticker);
	return a;
}

static int take_list(
	struct action_list *list, const struct source *s, const json_t *array, struct error *err)
{
	struct action_json *rows mem_auto = NULL;
	size_t n = 0;
	if (alpaca_read_array(list->alpaca, array, &s->form, &rows, &n, err) != 0)
		return -1;
	if (mem_grow(&list->rows, &list->capacity, list->count + n, sizeof *list->rows, ROWS_MAX) !=
		0)
		return error_memory(err);
	for (size_t i = 0; i < n; i++) {
		struct corporate_action a = action_of(s, &rows[i]);
		struct error why = {0};
		if (corporate_action_check(&a, &why) == 0)
			list->rows[list->count++] = a;
		else
			odd_rows_add(alpaca_odd_rows(list->alpaca), s->form.what, a.ticker, "%s",
				why.text);
	}
	return 0;
}

static int take_page(void *context, const json_t *page, struct error *err)
{
	struct action_list *list = context;
	const json_t *lists = json_object_get(page, "corporate_actions");
	if (!json_is_object(lists))
		return error_set(err, ERROR_DATA, "broker: the response has no corporate_actions");
	for (size_t i = 0; i < array_size(sources); i++) {
		const json_t *array = json_object_get(lists, sources[i].form.what);
		if (array != NULL && !json_is_null(array) &&
			take_list(list, &sources[i], array, err) != 0)
			return -1;
	}
	return 0;
}

int alpaca_corporate_actions(struct alpaca *a, const char *const *symbols, size_t count,
	struct date from, struct date to, struct corporate_action **out, size_t *out_count,
	struct error *err)
{
	struct action_list list = {.alpaca = a};
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
	int result = 0;
	for (size_t next = 0; next < count && result == 0;) {
		buf_auto struct buf url = BUF_INIT((size_t)8192);
		buf_printf(&url,
			"/v1/corporate-actions?types=cash_dividend,stock_dividend,forward_split,"
			"reverse_split,name_change&start=%s&end=%s&limit=%d&symbols=",
			date_format(from, first), date_format(to, last), PAGE_ACTIONS);
		next = alpaca_add_symbols(&url, symbols, next, count, count);
		result = alpaca_get_pages(a, ALPACA_DATA, buf_text(&url), take_page, &list, err);
	}
	if (result != 0) {
		free(list.rows);
		return -1;
	}
	*out = list.rows;
	*out_count = corporate_actions_merge(list.rows, list.count);
	return 0;
}
