#include "recording.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "file.h"
#include "mem.h"
#include "num.h"
#include "rng.h"
#include "text.h"
#include "zone.h"

enum {
	COLUMNS_MAX = 32,
	LINE_MAX_BYTES = 4096,
	WANTED_MAX = 7,
};

struct csv {
	const char *folder;
	const char *file; /* inside the folder */
	FILE *stream;
	size_t line;
	size_t column_count;
	int place[COLUMNS_MAX];	   /* the wanted field in each column, -1: skipped */
	const char *const *wanted; /* names of the wanted fields */
	size_t wanted_count;
	char text[LINE_MAX_BYTES];
	const char *field[WANTED_MAX]; /* of the row, in the order of wanted */
};

static int csv_error(const struct csv *c, struct error *err, const char *what, const char *value)
{
	return error_set(err, ERROR_DATA, "%s/%s:%zu: %s \"%.60s\"", c->folder, c->file, c->line,
		what, value);
}

/* Reads one line without its end. 1, or 0 at the end of the file. */
static int csv_line(struct csv *c, struct error *err)
{
	c->line++;
	if (fgets(c->text, sizeof c->text, c->stream) == NULL) {
		if (ferror(c->stream))
			return error_set(err, ERROR_CONFIG, "could not read \"%s/%s\": %s",
				c->folder, c->file, strerror(errno));
		return 0;
	}
	size_t length = strlen(c->text);
	if (length + 1 == sizeof c->text)
		return csv_error(c, err, "line too long:", "");
	while (length > 0 && (c->text[length - 1] == '\n' || c->text[length - 1] == '\r'))
		c->text[--length] = '\0';
	return 1;
}

/*
 * The next comma-separated piece of *AT; NULL after the last. A quoted piece may contain commas and
 * doubled quotes.
 */
static char *piece(char **at)
{
	char *begin = *at, *p = begin, *out = begin;
	if (begin == NULL)
		return NULL;
	bool quoted = *p == '"';
	p += quoted;
	while (*p != '\0' && (quoted || *p != ',')) {
		if (quoted && *p == '"') {
			if (p[1] != '"') {
				quoted = false;
				p++;
				continue;
			}
			p++;
		}
		*out++ = *p++;
	}
	*at = *p == ',' ? p + 1 : NULL;
	*out = '\0';
	return begin;
}

static int csv_header(struct csv *c, struct error *err)
{
	bool found[WANTED_MAX] = {false};
	int got = csv_line(c, err);
	if (got <= 0)
		return got < 0 ? -1 : csv_error(c, err, "the header is missing:", "");
	char *at = c->text;
	for (char *name = piece(&at); name != NULL; name = piece(&at)) {
		if (c->column_count == COLUMNS_MAX)
			return csv_error(c, err, "too many columns:", name);
		int *place = &c->place[c->column_count++];
		*place = -1;
		for (size_t i = 0; i < c->wanted_count; i++) {
			if (text_equal(name, c->wanted[i])) {
				*place = (int)i;
				found[i] = true;
			}
		}
	}
	for (size_t i = 0; i < c->wanted_count; i++)
		if (!found[i])
			return csv_error(c, err, "missing column:", c->wanted[i]);
	return 0;
}

/* Reads the fields of a row. 1, or 0 at the end of the file. */
static int csv_row(struct csv *c, struct error *err)
{
	int got = csv_line(c, err);
	if (got <= 0)
		return got;
	char *at = c->text;
	size_t n = 0;
	for (char *value = piece(&at); value != NULL; value = piece(&at), n++) {
		if (n == c->column_count)
			return csv_error(c, err, "more fields than columns at", value);
		if (c->place[n] >= 0)
			c->field[c->place[n]] = value;
	}
	if (n != c->column_count)
		return csv_error(c, err, "fewer fields than columns:", c->text);
	return 1;
}

static int read_instant(const struct csv *c, size_t field, struct instant *out, struct error *err)
{
	return instant_parse(c->field[field], out) == 0
		       ? 0
		       : csv_error(c, err, "not a time:", c->field[field]);
}

static int read_price(const struct csv *c, size_t field, struct price *out, struct error *err)
{
	if (price_parse(c->field[field], out) == 0 && out->e4 >= 0)
		return 0;
	return csv_error(c, err, "not a price:", c->field[field]);
}

static int read_count(const struct csv *c, size_t field, int64_t *out, struct error *err)
{
	double value;
	if (num_parse_double(c->field[field], 0, 1e15, &value) != 0)
		return csv_error(c, err, "not a quantity:", c->field[field]);
	*out = (int64_t)value; /* some sources write 100.0 */
	return 0;
}

/* Finds the contract of a row by a hash of its symbol: files are sorted by symbol or by time. */
enum { SEEN_SLOTS = 1 << 16 };

struct recording_reader {
	struct paper_market *market;
	struct paper_market_stock *stock; /* of the row before */
	struct paper_market_contract *contract;
	uint32_t seen[SEEN_SLOTS]; /* index + 1; 0: nothing yet */
};

static int find_stock(struct recording_reader *r, const struct csv *c, struct error *err)
{
	const char *symbol = c->field[0];
	struct paper_market *m = r->market;
	if (r->stock != NULL && text_equal(r->stock->symbol, symbol))
		return 0;
	if (!occ_is_ticker(symbol))
		return csv_error(c, err, "not a stock symbol:", symbol);
	for (size_t i = 0; i < m->stock_count; i++) {
		if (text_equal(m->stocks[i].symbol, symbol)) {
			r->stock = &m->stocks[i];
			return 0;
		}
	}
	r->stock = paper_market_add_stock(m, symbol);
	if (r->stock == NULL)
		return error_memory(err);
	(void)text_copy(r->stock->name, sizeof r->stock->name, symbol);
	(void)text_copy(r->stock->exchange, sizeof r->stock->exchange, "NASDAQ");
	return 0;
}

static int find_contract(struct recording_reader *r, const struct csv *c, struct error *err)
{
	const char *symbol = c->field[0];
	struct paper_market *m = r->market;
	struct option_contract occ;
	uint32_t *seen = &r->seen[rng_hash_text(0, symbol) % SEEN_SLOTS];
	if (*seen > 0 && text_equal(m->contracts[*seen - 1].symbol, symbol)) {
		r->contract = &m->contracts[*seen - 1];
		return 0;
	}
	for (size_t i = m->contract_count; i > 0; i--) {
		if (text_equal(m->contracts[i - 1].symbol, symbol)) {
			r->contract = &m->contracts[i - 1];
			*seen = (uint32_t)i;
			return 0;
		}
	}
	if (occ_parse(symbol, &occ, NULL) != 0)
		return csv_error(c, err, "not an option symbol:", symbol);
	r->contract = paper_market_add_contract(m, symbol, &occ);
	if (r->contract == NULL)
		return error_memory(err);
	*seen = (uint32_t)m->contract_count;
	return 0;
}

static int read_bar(const struct csv *c, struct bar *bar, struct error *err)
{
	*bar = (struct bar){.vwap = PRICE_UNKNOWN, .trade_count = -1};
	if (read_instant(c, 1, &bar->ts, err) != 0 || read_price(c, 2, &bar->open, err) != 0 ||
		read_price(c, 3, &bar->high, err) != 0 || read_price(c, 4, &bar->low, err) != 0 ||
		read_price(c, 5, &bar->close, err) != 0 || read_count(c, 6, &bar->volume, err) != 0)
		return -1;
	if (instant_compare(bar->ts, instant_floor(bar->ts, MINUTE_US)) != 0)
		return csv_error(c, err, "not the start of a minute:", c->field[1]);
	if (bar->high.e4 < bar->low.e4)
		return csv_error(c, err, "high below low:", c->field[3]);
	return 0;
}

static int read_quote(const struct csv *c, struct quote *q, struct error *err)
{
	return read_instant(c, 1, &q->ts, err) != 0 || read_price(c, 2, &q->bid, err) != 0 ||
			       read_count(c, 3, &q->bid_size, err) != 0 ||
			       read_price(c, 4, &q->ask, err) != 0 ||
			       read_count(c, 5, &q->ask_size, err) != 0
		       ? -1
		       : 0;
}

typedef int row_fn(struct recording_reader *r, const struct csv *c, struct error *err);

static int stock_bar(struct recording_reader *r, const struct csv *c, struct error *err)
{
	struct bar bar;
	if (find_stock(r, c, err) != 0 || read_bar(c, &bar, err) != 0)
		return -1;
	return tape_bars_add(&r->stock->minutes, &bar) == 0 ? 0 : error_memory(err);
}

static int stock_quote(struct recording_reader *r, const struct csv *c, struct error *err)
{
	struct quote q;
	if (find_stock(r, c, err) != 0 || read_quote(c, &q, err) != 0)
		return -1;
	return tape_quotes_add(&r->stock->quotes, &q) == 0 ? 0 : error_memory(err);
}

static int option_bar(struct recording_reader *r, const struct csv *c, struct error *err)
{
	struct bar bar;
	if (find_contract(r, c, err) != 0 || read_bar(c, &bar, err) != 0)
		return -1;
	return tape_bars_add(&r->contract->minutes, &bar) == 0 ? 0 : error_memory(err);
}

static int option_quote(struct recording_reader *r, const struct csv *c, struct error *err)
{
	struct quote q;
	if (find_contract(r, c, err) != 0 || read_quote(c, &q, err) != 0)
		return -1;
	return tape_quotes_add(&r->contract->quotes, &q) == 0 ? 0 : error_memory(err);
}

static int option_contract(struct recording_reader *r, const struct csv *c, struct error *err)
{
	enum { COUNTS_MAX = 20000 }; /* a century of days */
	struct paper_market_interest row;
	if (find_contract(r, c, err) != 0 || read_count(c, 2, &row.contracts, err) != 0)
		return -1;
	if (date_parse(c->field[1], &row.as_of) != 0)
		return csv_error(c, err, "not a date:", c->field[1]);
	struct paper_market_contract *k = r->contract;
	if (mem_grow(&k->interest, &k->interest_capacity, k->interest_count + 1,
		    sizeof *k->interest, COUNTS_MAX) != 0)
		return error_memory(err);
	k->interest[k->interest_count++] = row;
	return 0;
}

static int asset(struct recording_reader *r, const struct csv *c, struct error *err)
{
	const char *enabled = c->field[3];
	bool yes =
		text_equal(enabled, "true") || text_equal(enabled, "t") || text_equal(enabled, "1");
	bool no = text_equal(enabled, "false") || text_equal(enabled, "f") ||
		  text_equal(enabled, "0");
	if (find_stock(r, c, err) != 0)
		return -1;
	if (!yes && !no)
		return csv_error(c, err, "neither true nor false:", enabled);
	if (!text_copy(r->stock->name, sizeof r->stock->name, c->field[1]) ||
		!text_copy(r->stock->exchange, sizeof r->stock->exchange, c->field[2]))
		return csv_error(c, err, "name or exchange too long:", c->field[1]);
	r->stock->options_enabled = yes;
	return 0;
}

/* The broker lists an action of a recording this long before its day. */
enum { NOTICE_DAYS = 30 };

static int read_optional(const struct csv *c, size_t field, double *out, struct error *err)
{
	*out = 0;
	return *c->field[field] == '\0' || num_parse_double(c->field[field], 0, 1e9, out) == 0
		       ? 0
		       : csv_error(c, err, "not a number:", c->field[field]);
}

static int corporate_action(struct recording_reader *r, const struct csv *c, struct error *err)
{
	struct corporate_action a = {.ex_date = DATE_UNKNOWN};
	struct error why = {0};
	if (!paper_market_action_kind(c->field[1], &a.kind))
		return csv_error(c, err, "neither dividend, split nor rename:", c->field[1]);
	if (date_parse(c->field[2], &a.ex_date) != 0)
		return csv_error(c, err, "not a date:", c->field[2]);
	if (read_optional(c, 3, &a.amount, err) != 0 ||
		read_optional(c, 4, &a.new_shares, err) != 0 ||
		read_optional(c, 5, &a.old_shares, err) != 0)
		return -1;
	if (!text_copy(a.ticker, sizeof a.ticker, c->field[0]) ||
		!text_copy(a.new_ticker, sizeof a.new_ticker, c->field[6]) ||
		corporate_action_check(&a, &why) != 0)
		return csv_error(c, err, "not a corporate action:", why.text);
	return paper_market_add_action(
		       r->market, &a, zone_from_new_york(date_add(a.ex_date, -NOTICE_DAYS), 0)) == 0
		       ? 0
		       : error_memory(err);
}

#define BAR_COLUMNS \
	{ \
		"symbol", "ts", "open", "high", "low", "close", "volume" \
	}
#define QUOTE_COLUMNS \
	{ \
		"symbol", "ts", "bid", "bid_size", "ask", "ask_size" \
	}

static const struct recorded_table {
	const char *file;
	const char *columns[WANTED_MAX];
	size_t column_count;
	row_fn *row;
} tables[] = {
	{"assets.csv", {"symbol", "name", "exchange", "options_enabled"}, 4, asset},
	{"stock_bars.csv", BAR_COLUMNS, 7, stock_bar},
	{"stock_quotes.csv", QUOTE_COLUMNS, 6, stock_quote},
	{"option_contracts.csv", {"symbol", "as_of", "open_interest"}, 3, option_contract},
	{"option_quotes.csv", QUOTE_COLUMNS, 6, option_quote},
	{"option_bars.csv", BAR_COLUMNS, 7, option_bar},
	{"corporate_actions.csv",
		{"symbol", "kind", "ex_date", "amount", "new_shares", "old_shares", "new_symbol"},
		7, corporate_action},
};

/* Reads one file. 1, or 0 when it does not exist. */
static int read_table(const char *folder, const struct recorded_table *t,
	struct recording_reader *r, struct error *err)
{
	char path[4096];
	int length = snprintf(path, sizeof path, "%s/%s", folder, t->file);
	if (length < 0 || (size_t)length >= sizeof path)
		return error_set(
			err, ERROR_CONFIG, "the name of the recording's folder is too long");
	const char *reason;
	FILE *stream = file_open_plain(path, &reason);
	if (stream == NULL && errno == ENOENT)
		return 0;
	if (stream == NULL)
		return error_set(err, ERROR_CONFIG, "could not open \"%s\": %s", path, reason);
	struct csv c = {.folder = folder,
		.file = t->file,
		.stream = stream,
		.wanted = t->columns,
		.wanted_count = t->column_count};
	int result = csv_header(&c, err);
	while (result == 0) {
		int got = csv_row(&c, err);
		if (got <= 0) {
			result = got < 0 ? -1 : 1;
			break;
		}
		result = t->row(r, &c, err);
	}
	(void)fclose(stream);
	return result;
}

/* The day of the last stock bar, or of an option quote when there are no stock bars. */
static struct date last_day(const struct paper_market *m)
{
	struct instant last = INSTANT_UNKNOWN;
	for (size_t i = 0; i < m->stock_count; i++) {
		const struct tape_bars *t = &m->stocks[i].minutes;
		if (t->count > 0 && (!instant_known(last) ||
					    instant_compare(t->rows[t->count - 1].ts, last) > 0))
			last = t->rows[t->count - 1].ts;
	}
	for (size_t i = 0; i < m->contract_count && !instant_known(last); i++) {
		const struct tape_quotes *t = &m->contracts[i].quotes;
		if (t->count > 0)
			last = t->rows[t->count - 1].ts;
	}
	return instant_known(last) ? zone_new_york_date(last, NULL) : DATE_UNKNOWN;
}

int recording_read(const char *folder, struct paper_market *m, struct error *err)
{
	size_t files = 0;
	struct recording_reader *r mem_auto = calloc(1, sizeof *r);
	if (r == NULL)
		return error_memory(err);
	r->market = m;
	for (size_t i = 0; i < array_size(tables); i++) {
		int got = read_table(folder, &tables[i], r, err);
		if (got < 0)
			return -1;
		files += (size_t)got;
	}
	if (files == 0)
		return error_set(err, ERROR_CONFIG,
			"not a recording: \"%s\": it has none of the CSV files", folder);
	if (paper_market_finish(m, err) != 0)
		return -1;
	m->day = last_day(m);
	return date_known(m->day)
		       ? 0
		       : error_set(err, ERROR_DATA, "\"%s\" has neither bars nor quotes", folder);
}
