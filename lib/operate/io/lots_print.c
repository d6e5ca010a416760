#include "lots_print.h"

#include <stdio.h>

#include "array.h"
#include "csv_out.h"
#include "log.h"
#include "store_lots.h"
#include "text.h"

enum { DESCRIPTION_SIZE = 80 };

/* Form 8949, and what is behind it. */
struct form_row {
	const struct lot_part *part;
	char description[DESCRIPTION_SIZE];
	const char *end, *code; /* CODE is NULL without an adjustment */
	const char *option_symbol, *replacement;
	struct money adjustment, gain, gain_unadjusted;
};

/* "182.5", "240" */
static const char *strike_text(struct price strike, char out[static NUM_TEXT_SIZE])
{
	int decimals = 0;
	for (int64_t unit = USD_E4; decimals < 3 && strike.e4 % unit != 0; unit /= 10)
		decimals++;
	return price_format(strike, decimals, out);
}

/* "2 AAPL 2026-01-30 240 CALL", or "100 sh. AAPL" as the form's instructions write it. */
static void describe(const struct lot_part *part, char out[static DESCRIPTION_SIZE])
{
	struct option_contract c;
	char date[DATE_TEXT_SIZE], strike[NUM_TEXT_SIZE];
	if (occ_parse(part->symbol, &c, NULL) != 0) {
		(void)snprintf(out, DESCRIPTION_SIZE, "%lld sh. %s", (long long)part->quantity,
			part->symbol);
		return;
	}
	(void)snprintf(out, DESCRIPTION_SIZE, "%lld %s %s %s %s", (long long)part->quantity,
		part->event->ticker, date_format(c.expiry, date), strike_text(c.strike, strike),
		c.kind == OPTION_PUT ? "PUT" : "CALL");
}

static void read_row(const struct lots *lots, const struct lot_part *part, struct form_row *out)
{
	bool traded = part->event->kind == LOT_TRADED;
	*out = (struct form_row){
		.part = part,
		.end = traded ? (part->is_short ? "bought" : "sold")
			      : lot_kind_name(part->event->kind),
		.code = part->disallowed.e4 > 0 ? "W" : NULL,
		.option_symbol = occ_is_symbol(part->symbol) ? part->symbol : NULL,
		.replacement =
			part->replacement == SIZE_MAX ? NULL : lots->lots[part->replacement].symbol,
		.adjustment = part->disallowed,
		.gain_unadjusted = lot_gain(part),
	};
	out->gain = money_add(out->gain_unadjusted, part->disallowed);
	describe(part, out->description);
}

static void write_json(struct run *run, const struct form_row *r)
{
	const struct lot_part *p = r->part;
	struct jsonl *w = run_row(run, &lot_row);
	jsonl_text(w, "description", r->description);
	jsonl_date(w, "date_acquired", p->acquired);
	jsonl_date(w, "date_sold", p->sold);
	jsonl_money(w, "proceeds", p->proceeds);
	jsonl_money(w, "cost_basis", p->cost);
	jsonl_text(w, "code", r->code);
	jsonl_money(w, "adjustment", r->adjustment);
	jsonl_money(w, "gain", r->gain);
	jsonl_text(w, "term", p->is_long_term ? "long" : "short");
	jsonl_money(w, "gain_unadjusted", r->gain_unadjusted);
	jsonl_money(w, "fees", p->fees);
	jsonl_text(w, "side", p->is_short ? "short" : "long");
	jsonl_text(w, "end", r->end);
	jsonl_text(w, "account", p->event->account);
	jsonl_text(w, "ticker", p->event->ticker);
	jsonl_text(w, "option_symbol", r->option_symbol);
	jsonl_i64(w, "quantity", p->quantity);
	jsonl_text(w, "from_option", p->from_option);
	jsonl_text(w, "replacement", r->replacement);
	jsonl_i64_known(
		w, "position_id", p->event->position_id != INT64_MIN, p->event->position_id);
	run_row_end(run);
}

static void sample(struct run *run)
{
	static const struct lot_event event = {.account = "", .ticker = ""};
	static const struct lot_part part = {.event = &event};
	write_json(run, &(struct form_row){.part = &part, .end = ""});
}

const struct row_kind lot_row = {"lot", sample};

const struct view_column lots_columns[] = {
	{"description", "lot", .kind = VIEW_TEXT},
	{"date_acquired", "acquired", .kind = VIEW_TEXT},
	{"date_sold", "sold", .kind = VIEW_TEXT, .worth = 1},
	{"proceeds", "proceeds", .kind = VIEW_NUMBER, .decimals = 2},
	{"cost_basis", "cost", .kind = VIEW_NUMBER, .decimals = 2},
	{"code", "code", .kind = VIEW_TEXT, .worth = 1},
	{"adjustment", "adjustment", .kind = VIEW_NUMBER, .decimals = 2},
	{"gain", "gain", .kind = VIEW_NUMBER, .decimals = 2, .worth = 1},
	{"term", "term", .kind = VIEW_TEXT, .worth = -1},
	{"end", "end", .kind = VIEW_TEXT, .worth = -2},
	{"account", "account", .kind = VIEW_TEXT, .worth = -3},
	{0},
};

static const char *const csv_names[] = {"description", "date_acquired", "date_sold", "proceeds",
	"cost_basis", "code", "adjustment", "gain", "term", "gain_unadjusted", "fees", "side",
	"end", "account", "ticker", "option_symbol", "quantity", "from_option", "replacement",
	"position_id"};

static void write_csv(struct csv_out *csv, const struct form_row *r)
{
	const struct lot_part *p = r->part;
	csv_text(csv, r->description);
	csv_date(csv, p->acquired);
	csv_date(csv, p->sold);
	csv_money(csv, p->proceeds);
	csv_money(csv, p->cost);
	csv_text(csv, r->code);
	csv_money(csv, r->adjustment);
	csv_money(csv, r->gain);
	csv_text(csv, p->is_long_term ? "long" : "short");
	csv_money(csv, r->gain_unadjusted);
	csv_money(csv, p->fees);
	csv_text(csv, p->is_short ? "short" : "long");
	csv_text(csv, r->end);
	csv_text(csv, p->event->account);
	csv_text(csv, p->event->ticker);
	csv_text(csv, r->option_symbol);
	csv_i64(csv, p->quantity);
	csv_text(csv, p->from_option);
	csv_text(csv, r->replacement);
	csv_i64(csv, p->event->position_id);
	csv_end(csv);
}

static bool is_wanted(const struct lots_request *request, const struct lot_part *part)
{
	int year, month, day;
	date_to_ymd(lot_day(part), &year, &month, &day);
	return !part->is_converted && year == request->year &&
	       (request->account[0] == '\0' || text_equal(part->event->account, request->account));
}

/* Writes the wanted lots as lines of CSV, or as rows when CSV is NULL. */
static int print(struct run *run, const struct lots_request *request, struct csv_out *csv,
	size_t *count, struct error *err)
{
	struct lot_book book;
	size_t unknown = 0;
	int loaded = lot_book_load(run, "", &book, err);
	for (size_t i = 0; loaded == 0 && i < book.lots.part_count; i++) {
		struct form_row row;
		if (!is_wanted(request, &book.lots.parts[i]))
			continue;
		read_row(&book.lots, &book.lots.parts[i], &row);
		if (csv == NULL)
			write_json(run, &row);
		else
			write_csv(csv, &row);
		unknown += !money_known(row.gain);
		++*count;
	}
	if (loaded == 0)
		lot_book_tell(run, &book);
	if (unknown > 0)
		log_warning("%zu of %zu lots have no gain: their cost or their proceeds are "
			    "unknown",
			unknown, *count);
	lot_book_free(&book);
	return loaded;
}

int lots_print(struct run *run, const struct lots_request *request, struct error *err)
{
	size_t count = 0;
	return print(run, request, NULL, &count, err);
}

int lots_print_csv(struct run *run, const struct lots_request *request, struct buf *out,
	size_t *count, struct error *err)
{
	struct csv_out csv = {.out = out};
	*count = 0;
	csv_line(&csv, csv_names, array_size(csv_names));
	return print(run, request, &csv, count, err);
}
