#include "portfolio.h"

#include <stdio.h>

#include "alert.h"
#include "entry.h"
#include "log.h"

/* The market, not an entry, has moved the positions past a limit. */
struct excess {
	enum exposure_limit limit;
	double used, allowed;
	enum tier tier;
};

static void print(struct run *run, const struct excess *e)
{
	struct jsonl *w = run_row(run, &limit_row);
	jsonl_instant(w, "ts", run->now);
	jsonl_text(w, "limit", exposure_limit_name(e->limit));
	jsonl_double(w, "observed", e->used, 2);
	jsonl_double(w, "threshold", e->allowed, 2);
	jsonl_text(w, "tier", tier_name(e->tier));
	run_row_end(run);
}

static void sample(struct run *run)
{
	print(run, &(struct excess){.limit = EXPOSURE_DELTA});
}

const struct row_kind limit_row = {"limit_exceeded", sample};

static void tell(struct desk *desk, const struct excess *e)
{
	struct run *run = desk->run;
	const char *name = exposure_limit_name(e->limit);
	char key[160], day[DATE_TEXT_SIZE], text[200];
	bool is_new = false;
	struct error why = {0};
	print(run, e);
	(void)snprintf(key, sizeof key, "portfolio_%s:%s:%s", name, desk_account(desk),
		date_format(run_today(run), day));
	(void)snprintf(text, sizeof text,
		"the %s of the positions is %.0f dollars, and the tier %s allows %.0f: entries "
		"that add to it are refused",
		name, e->used, tier_name(e->tier), e->allowed);
	if (alert_write(run, ALERT_WARNING, key, "the portfolio is past a limit", text, &is_new,
		    &why) != 0)
		run_partial(run, "the alert could not be written: %s", why.text);
	if (is_new)
		log_warning("%s", text);
}

void portfolio_store(struct desk *desk)
{
	struct error why = {0};
	/* opt-dispatch compares the cash, before its entries */
	struct book book = {.has_gap = true};
	/* it reads the halts too; that they could not be read was told already */
	if (!desk_market_is_open(desk) || desk->halts_unreadable)
		return;
	if (book_load(desk, &book, &why) != 0)
		run_partial(desk->run, "the portfolio was not stored: %s", why.text);
	struct exposure_limits limits = book_limits(desk, &book);
	for (int i = 0; why.kind == ERROR_NONE && i < EXPOSURE_LIMITS; i++) {
		struct excess e = {.limit = (enum exposure_limit)i,
			.used = exposure_used(&book.exposure, (enum exposure_limit)i),
			.allowed = limits.allowed[i],
			.tier = book.tier};
		run_count(desk->run, "limits_exceeded", e.used > e.allowed);
		if (e.used > e.allowed)
			tell(desk, &e);
	}
	book_free(&book);
}
