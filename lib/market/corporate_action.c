#include "corporate_action.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "num.h"
#include "text.h"

static const double AMOUNT_MAX = 100000, SHARES_MAX = 100000, SHARES_MIN = 1e-6;

const char *action_kind_name(enum action_kind kind)
{
	static const char *const names[] = {
		[ACTION_DIVIDEND] = "dividend",
		[ACTION_SPLIT] = "split",
		[ACTION_RENAME] = "rename",
	};
	return names[kind];
}

static bool shares_fit(double shares)
{
	return shares >= SHARES_MIN && shares <= SHARES_MAX;
}

int corporate_action_check(const struct corporate_action *action, struct error *err)
{
	const struct corporate_action *a = action;
	if (!occ_is_ticker(a->ticker))
		return error_set(err, ERROR_DATA, "not a ticker: \"%s\"", a->ticker);
	if (!calendar_has_day(a->ex_date))
		return error_set(err, ERROR_DATA,
			"the day is not known, or its year is not from %d to %d",
			CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR);
	switch (a->kind) {
	case ACTION_DIVIDEND:
		if (a->amount > 0 && a->amount <= AMOUNT_MAX)
			return 0;
		return error_set(err, ERROR_DATA, "not a dividend above 0: %g", a->amount);
	case ACTION_SPLIT:
		if (shares_fit(a->new_shares) && shares_fit(a->old_shares) &&
			fabs(a->new_shares - a->old_shares) > 0)
			return 0;
		return error_set(
			err, ERROR_DATA, "not a split: %g for %g", a->new_shares, a->old_shares);
	case ACTION_RENAME:
		if (occ_is_ticker(a->new_ticker) && !text_equal(a->new_ticker, a->ticker))
			return 0;
		break;
	}
	return error_set(err, ERROR_DATA, "not another ticker: \"%s\"", a->new_ticker);
}

/* By ticker, kind and day, then by id. */
static int compare(const void *a, const void *b)
{
	const struct corporate_action *x = a, *y = b;
	int order = strcmp(x->ticker, y->ticker);
	if (order == 0)
		order = (int)x->kind - (int)y->kind;
	if (order == 0)
		order = date_compare(x->ex_date, y->ex_date);
	return order != 0 ? order : strcmp(x->id, y->id);
}

static bool is_same(const struct corporate_action *x, const struct corporate_action *y)
{
	return text_equal(x->ticker, y->ticker) && x->kind == y->kind &&
	       date_compare(x->ex_date, y->ex_date) == 0;
}

size_t corporate_actions_merge(struct corporate_action *rows, size_t count)
{
	size_t kept = 0;
	if (count > 0)
		qsort(rows, count, sizeof *rows, compare);
	for (size_t i = 0; i < count; i++) {
		const struct corporate_action row = rows[i];
		struct corporate_action *into = kept == 0 ? NULL : &rows[kept - 1];
		if (into == NULL || !is_same(into, &row)) {
			rows[kept++] = row;
			continue;
		}
		/* equal ids come one after the other: INTO has the id of the row before */
		if (row.kind == ACTION_DIVIDEND &&
			(row.id[0] == '\0' || !text_equal(row.id, into->id)))
			into->amount += row.amount;
		memcpy(into->id, row.id, sizeof into->id);
	}
	return kept;
}

const struct csv_column dividend_columns[DIVIDEND_COLUMNS] = {
	{"ticker symbol", true, false},
	{"ex_date exdate ex_dividend_date date day", true, false},
	{"amount dividend cash_amount rate", true, false},
};

int dividend_read(const char *const *texts, struct corporate_action *out, struct error *err)
{
	struct corporate_action a = {.kind = ACTION_DIVIDEND};
	if (!occ_read_ticker(texts[0], a.ticker))
		return error_set(err, ERROR_DATA, "not a ticker: \"%.20s\"", texts[0]);
	if (calendar_parse_day(texts[1], &a.ex_date, err) != 0)
		return -1;
	if (num_parse_double(texts[2], 0, AMOUNT_MAX, &a.amount) != 0 || !(a.amount > 0))
		return error_set(err, ERROR_DATA, "not a dividend above 0: \"%.20s\"", texts[2]);
	*out = a;
	return 0;
}
