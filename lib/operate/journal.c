#include "journal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mem.h"
#include "text.h"

enum { ACCOUNTS_MAX = 1000, CENT_E4 = USD_E4 / 100 };

struct balance {
	char account[LOT_ACCOUNT_SIZE];
	struct money cash;
	bool is_open; /* its cash at the start is known */
};

struct journal {
	struct buf *out;
	const struct lots *lots;
	const struct journal_cash *cash;
	size_t count;
	struct balance *balances; /* of the accounts, as far as the journal is written */
	size_t balance_count, room;
	struct journal_result *result;
};

/* ---- words ---- */

/* A name in a journal ends at two spaces, and ";" begins a comment: everything odd becomes "_". */
static void put_name(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		bool plain = isalnum((unsigned char)*text) || strchr("._-", *text) != NULL;
		buf_putc(out, plain ? *text : '_');
	}
}

static void put_money(struct buf *out, struct money m)
{
	char text[NUM_TEXT_SIZE];
	buf_printf(out, "USD %s", money_format(m, m.e4 % CENT_E4 == 0 ? 2 : 4, text));
}

static struct money negative(struct money m)
{
	return money_sub((struct money){0}, m);
}

static void put_date(struct buf *out, struct date day, const char *text)
{
	char date[DATE_TEXT_SIZE];
	buf_printf(out, "\n%s * %s", date_format(day, date), text);
}

static void post(struct journal *j, const char *name, const char *account, struct money amount)
{
	if (amount.e4 == 0)
		return;
	buf_printf(j->out, "    %s", name);
	if (account != NULL) {
		buf_putc(j->out, ':');
		put_name(j->out, account);
	}
	buf_puts(j->out, "  ");
	put_money(j->out, amount);
	buf_putc(j->out, '\n');
}

/* ---- balances ---- */

static struct balance *balance_of(struct journal *j, const char *account, struct error *err)
{
	for (size_t i = 0; i < j->balance_count; i++)
		if (text_equal(j->balances[i].account, account))
			return &j->balances[i];
	if (mem_grow(&j->balances, &j->room, j->balance_count + 1, sizeof *j->balances,
		    ACCOUNTS_MAX) != 0) {
		(void)error_memory(err);
		return NULL;
	}
	struct balance *b = &j->balances[j->balance_count++];
	*b = (struct balance){.cash = {0}};
	(void)text_copy(b->account, sizeof b->account, account);
	return b;
}

static int add_cash(struct journal *j, const char *account, struct money amount, struct error *err)
{
	struct balance *b = balance_of(j, account, err);
	if (b == NULL)
		return -1;
	b->cash = money_add(b->cash, amount);
	return 0;
}

/* ---- transactions of the lots ---- */

static void put_holding(struct journal *j, const struct lot_step *s)
{
	bool option = occ_is_symbol(s->symbol), rises = s->opens != s->is_short;
	buf_printf(j->out, "    Assets:Broker:%s:", option ? "Options" : "Stocks");
	put_name(j->out, s->event->account);
	buf_printf(j->out, "  %s%lld \"", rises ? "" : "-", (long long)s->quantity);
	put_name(j->out, s->symbol);
	buf_puts(j->out, "\" @@ ");
	put_money(j->out, s->basis);
	buf_putc(j->out, '\n');
}

/*
 * The postings of one step but for its cash. Returns what they and the cash leave over: 0 unless
 * something is unknown.
 */
static struct money put_step(struct journal *j, const struct lot_step *s)
{
	bool option = occ_is_symbol(s->symbol);
	struct money rest = s->cash;
	post(j, "Expenses:Fees:Trades", NULL, s->fee);
	if (s->is_unopened)
		return rest;
	put_holding(j, s);
	rest = money_add(rest, s->opens != s->is_short ? s->basis : negative(s->basis));
	if (!money_known(s->gain))
		return rest;
	post(j, option ? "Income:Trading:Options" : "Income:Trading:Stocks", NULL,
		negative(s->gain));
	return money_sub(rest, s->gain);
}

static void put_event(struct journal *j, const struct lot_event *e)
{
	char price[NUM_TEXT_SIZE], at[INSTANT_TEXT_SIZE];
	bool traded = e->kind == LOT_TRADED;
	put_date(j->out, e->day, traded ? (e->buys ? "buy" : "sell") : lot_kind_name(e->kind));
	buf_printf(j->out, " %lld ", (long long)e->quantity);
	put_name(j->out, e->symbol);
	if (traded && price_known(e->price))
		buf_printf(j->out, " at %s", price_format(e->price, 4, price));
	buf_printf(j->out, "\n    ; time:%s", instant_format(e->at, at));
	if (e->position_id != INT64_MIN)
		buf_printf(j->out, ", position:%lld", (long long)e->position_id);
	buf_putc(j->out, '\n');
}

/* Writes the COUNT steps of one event as one transaction. */
static int put_transaction(
	struct journal *j, const struct lot_step *steps, size_t count, struct error *err)
{
	const struct lot_event *e = steps->event;
	struct money cash = {0}, rest = {0};
	put_event(j, e);
	for (size_t i = 0; i < count; i++) {
		rest = money_add(rest, put_step(j, &steps[i]));
		cash = money_add(cash, money_sub(steps[i].cash, steps[i].fee));
	}
	post(j, "Assets:Broker:Cash", e->account, cash);
	post(j, "Equity:Unexplained", NULL, negative(rest));
	j->result->unexplained += rest.e4 != 0;
	j->result->transactions++;
	return add_cash(j, e->account, cash, err);
}

/* The number of steps from FIRST on that are of the same event. */
static size_t steps_of_event(const struct lots *lots, size_t first)
{
	size_t end = first;
	while (end < lots->step_count && lots->steps[end].event == lots->steps[first].event)
		end++;
	return end - first;
}

/* ---- cash ---- */

static const char *account_of_type(const struct journal_cash *c)
{
	static const struct {
		const char *prefix, *account;
	} rows[] = {
		{"DIV", "Income:Dividends"},
		{"INT", "Income:Interest"},
		{"FEE", "Expenses:Fees:Other"},
		{"CFEE", "Expenses:Fees:Other"},
		{"PTC", "Expenses:Fees:Other"},
		{"CSD", "Equity:Transfers"},
		{"CSW", "Equity:Transfers"},
		{"JNLC", "Equity:Transfers"},
		{"TRANS", "Equity:Transfers"},
		{"ACATC", "Equity:Transfers"},
	};
	for (size_t i = 0; i < array_size(rows); i++)
		if (text_starts(c->type, rows[i].prefix))
			return rows[i].account;
	return "Equity:Other";
}

static void put_movement(struct journal *j, const struct journal_cash *c)
{
	put_date(j->out, c->day, "");
	put_name(j->out, c->type);
	if (c->sub_type[0] != '\0') {
		buf_putc(j->out, ' ');
		put_name(j->out, c->sub_type);
	}
	buf_puts(j->out, "\n    ; activity:");
	put_name(j->out, c->id);
	buf_putc(j->out, '\n');
	post(j, "Assets:Broker:Cash", c->account, c->amount);
	post(j, account_of_type(c), NULL, negative(c->amount));
	j->result->transactions++;
}

/* Asserts that the cash is that of the broker, after a transaction with what it lacks. */
static void put_balance(struct journal *j, const struct journal_cash *c, const struct balance *b)
{
	char at[INSTANT_TEXT_SIZE];
	struct money lacks = money_sub(c->amount, b->cash);
	if (lacks.e4 != 0) {
		put_date(j->out, c->day, "a difference that nothing explains\n");
		post(j, "Assets:Broker:Cash", c->account, lacks);
		post(j, "Equity:Unexplained", NULL, negative(lacks));
		j->result->transactions++;
		j->result->unexplained++;
	}
	put_date(j->out, c->day, "the cash of the broker\n");
	buf_printf(j->out, "    ; time:%s\n    Assets:Broker:Cash:", instant_format(c->at, at));
	put_name(j->out, c->account);
	buf_puts(j->out, "  USD 0.00 = ");
	put_money(j->out, c->amount);
	buf_putc(j->out, '\n');
}

static int put_next_cash(struct journal *j, const struct journal_cash *c, struct error *err)
{
	struct balance *b = balance_of(j, c->account, err);
	if (b == NULL)
		return -1;
	if (c->is_balance) {
		put_balance(j, c, b);
		b->cash = c->amount;
	} else {
		put_movement(j, c);
		b->cash = money_add(b->cash, c->amount);
	}
	return 0;
}

/* ---- the start ---- */

/* The steps that moved the cash of the account of the balance FIRST up to then. */
static struct money moved_before(const struct journal *j, const struct journal_cash *first)
{
	struct money sum = {0};
	for (size_t i = 0; i < j->lots->step_count; i++) {
		const struct lot_step *s = &j->lots->steps[i];
		if (instant_compare(s->event->at, first->at) <= 0 &&
			text_equal(s->event->account, first->account))
			sum = money_add(sum, money_sub(s->cash, s->fee));
	}
	for (const struct journal_cash *c = j->cash; c < first; c++)
		if (!c->is_balance && text_equal(c->account, first->account))
			sum = money_add(sum, c->amount);
	return sum;
}

static struct date first_day(const struct journal *j)
{
	struct date day = DATE_UNKNOWN;
	for (size_t i = 0; i < j->count; i++)
		if (!date_known(day) || date_compare(j->cash[i].day, day) < 0)
			day = j->cash[i].day;
	for (size_t i = 0; i < j->lots->step_count; i++) {
		struct date d = j->lots->steps[i].event->day;
		if (!date_known(day) || date_compare(d, day) < 0)
			day = d;
	}
	return day;
}

/* The cash of each account before everything else, by its first balance. */
static int put_openings(struct journal *j, struct error *err)
{
	struct date day = first_day(j);
	for (const struct journal_cash *c = j->cash; c < j->cash + j->count; c++) {
		struct balance *b = balance_of(j, c->account, err);
		if (b == NULL)
			return -1;
		if (!c->is_balance || b->is_open)
			continue;
		b->is_open = true;
		b->cash = money_sub(c->amount, moved_before(j, c));
		put_date(j->out, day, "the cash at the start\n");
		post(j, "Assets:Broker:Cash", c->account, b->cash);
		post(j, "Equity:Opening", NULL, negative(b->cash));
		j->result->transactions++;
	}
	return 0;
}

static int compare_symbols(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Declares what the transactions use, so that hledger check --strict finds no misspelling. */
static int put_commodities(struct journal *j, struct error *err)
{
	const struct lots *lots = j->lots;
	const char **symbols mem_auto = calloc(lots->count + 1, sizeof *symbols);
	if (symbols == NULL)
		return error_memory(err);
	buf_puts(j->out, "commodity USD 1000.00\n");
	for (size_t i = 0; i < lots->count; i++)
		symbols[i] = lots->lots[i].symbol;
	qsort(symbols, lots->count, sizeof *symbols, compare_symbols);
	for (size_t i = 0; i < lots->count; i++) {
		if (i > 0 && text_equal(symbols[i], symbols[i - 1]))
			continue;
		buf_puts(j->out, "commodity 1. \"");
		put_name(j->out, symbols[i]);
		buf_puts(j->out, "\"\n");
	}
	return 0;
}

static void put_broker_accounts(struct journal *j, const char *account)
{
	static const char *const kinds[] = {"Cash", "Options", "Stocks"};
	for (size_t i = 0; i < array_size(kinds); i++) {
		buf_printf(j->out, "account Assets:Broker:%s:", kinds[i]);
		put_name(j->out, account);
		buf_putc(j->out, '\n');
	}
}

static int put_accounts(struct journal *j, struct error *err)
{
	static const char *const names[] = {"Income:Trading:Options", "Income:Trading:Stocks",
		"Income:Dividends", "Income:Interest", "Expenses:Fees:Trades",
		"Expenses:Fees:Other", "Equity:Opening", "Equity:Transfers", "Equity:Other",
		"Equity:Unexplained"};
	for (size_t i = 0; i < j->lots->step_count; i++)
		if (balance_of(j, j->lots->steps[i].event->account, err) == NULL)
			return -1;
	for (size_t i = 0; i < j->count; i++)
		if (balance_of(j, j->cash[i].account, err) == NULL)
			return -1;
	for (size_t i = 0; i < j->balance_count; i++)
		put_broker_accounts(j, j->balances[i].account);
	for (size_t i = 0; i < array_size(names); i++)
		buf_printf(j->out, "account %s\n", names[i]);
	return 0;
}

/* ---- all of it ---- */

/* The transactions of LOTS and CASH, merged by time: at the same time those of the lots first. */
static int put_all(struct journal *j, struct error *err)
{
	const struct lots *lots = j->lots;
	size_t step = 0, cash = 0;
	while (step < lots->step_count || cash < j->count) {
		bool is_step = step < lots->step_count &&
			       (cash == j->count || instant_compare(lots->steps[step].event->at,
							    j->cash[cash].at) <= 0);
		size_t count = is_step ? steps_of_event(lots, step) : 0;
		if (is_step ? put_transaction(j, &lots->steps[step], count, err) != 0
			    : put_next_cash(j, &j->cash[cash++], err) != 0)
			return -1;
		step += count;
	}
	return 0;
}

int journal_write(struct buf *out, const struct lots *lots, const struct journal_cash *cash,
	size_t count, struct journal_result *result, struct error *err)
{
	struct journal j = {
		.out = out, .lots = lots, .cash = cash, .count = count, .result = result};
	*result = (struct journal_result){0};
	buf_puts(out, "; The ledger of opt, for hledger(1): opt-report(1) tells the accounts.\n");
	int written = put_commodities(&j, err);
	if (written == 0)
		written = put_accounts(&j, err);
	if (written == 0)
		written = put_openings(&j, err);
	if (written == 0)
		written = put_all(&j, err);
	free(j.balances);
	return written;
}
