#include "bar_report.h"

#include "log.h"
#include "mem.h"
#include "store_bar.h"
#include "zone.h"

void bar_report_bar(struct run *run, enum bar_interval kind, const struct ticker_bar *b)
{
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "ticker", b->ticker);
	if (kind == BAR_DAILY)
		jsonl_date(w, "day", zone_new_york_date(b->bar.ts, NULL));
	else
		jsonl_instant(w, "ts", b->bar.ts);
	jsonl_price(w, "open", b->bar.open, 4);
	jsonl_price(w, "high", b->bar.high, 4);
	jsonl_price(w, "low", b->bar.low, 4);
	jsonl_price(w, "close", b->bar.close, 4);
	jsonl_i64(w, "volume", b->bar.volume);
	if (b->bar.trade_count < 0)
		jsonl_null(w, "trade_count");
	else
		jsonl_i64(w, "trade_count", b->bar.trade_count);
	jsonl_price(w, "vwap", b->bar.vwap, 4);
	jsonl_text(w, "feed", stock_feed_name(b->bar.feed));
	jsonl_text(w, "change", b->change == BAR_NEW ? "new" : "corrected");
	run_row_end(run);
}

void bar_report_series(struct run *run, const struct bar_request *f)
{
	struct jsonl *w = run_row(run);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "ticker", f->ticker);
	jsonl_instant(w, "from", f->first_ts);
	jsonl_instant(w, "to", f->last_ts);
	jsonl_i64(w, "new", f->added);
	jsonl_i64(w, "corrected", f->corrected);
	jsonl_i64(w, "same", f->same);
	jsonl_i64(w, "rejected", f->rejected);
	run_row_end(run);
}

/* Raw prices jump where a share was split: features begin anew there, and somebody should know. */
int bar_report_splits(struct run *run, struct date since, struct error *err)
{
	struct night *nights mem_auto = NULL;
	size_t count;
	struct date last = zone_new_york_date(bar_plan_end(BAR_DAILY, run->now), NULL);
	struct date from = date_known(since) ? since : last;
	if (store_bar_nights(run, from, last, &nights, &count, err) != 0)
		return -1;
	for (const struct night *n = nights; n < nights + count; n++) {
		int issued, held;
		char day[DATE_TEXT_SIZE], before[NUM_TEXT_SIZE], after[NUM_TEXT_SIZE];
		if (!bar_split(n->before, n->after, &issued, &held))
			continue;
		run_count(run, "splits", 1);
		log_warning("%s went from %s to %s on %s, as by a split of %d for %d: its features "
			    "begin anew",
			n->ticker, price_format(n->before, 2, before),
			price_format(n->after, 2, after), date_format(n->day, day), issued, held);
	}
	return 0;
}
