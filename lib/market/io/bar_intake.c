#include "bar_intake.h"

#include <string.h>

#include "array.h"
#include "log.h"
#include "mem.h"
#include "store_bar.h"
#include "zone.h"

static enum bar_fault check(struct bar_intake *in, const struct bar *bar)
{
	struct session s;
	if (in->kind == BAR_MINUTE)
		return bar_check_within(bar, &in->hours);
	if (!instant_known(bar->ts) || !calendar_session(zone_new_york_date(bar->ts, NULL), &s))
		return BAR_OUTSIDE_HOURS;
	return bar_check_values(bar);
}

/* Counts a rejected bar; its fault only once, as the overlap of requests brings the bar again. */
static void reject(
	struct bar_intake *in, struct bar_request *f, const struct bar *bar, enum bar_fault fault)
{
	f->rejected++;
	bool again = instant_known(f->last) && instant_compare(bar->ts, f->last) <= 0;
	if (again && !in->all_faults)
		return;
	in->faults[fault]++;
	in->example[fault].bar = *bar;
	memcpy(in->example[fault].ticker, f->ticker, sizeof f->ticker);
}

int bar_intake_take(struct bar_intake *in, const char *symbol, const struct bar *bar,
	struct bar_request **request, struct bar *out, struct error *err)
{
	struct bar_request *f = in->last;
	*request = NULL;
	if (f == NULL || strcmp(f->ticker, symbol) != 0)
		f = bar_request_find(in->items, in->count, symbol);
	if (f == NULL)
		return error_set(err, ERROR_DATA,
			"the broker sent bars of \"%.20s\", which was not requested", symbol);
	in->last = f;
	*out = *bar;
	out->feed = in->feed;
	if (in->kind == BAR_DAILY)
		out->ts = zone_from_new_york(zone_new_york_date(bar->ts, NULL), 0);
	enum bar_fault fault = check(in, out);
	if (fault != BAR_OK) {
		reject(in, f, out, fault);
		return 0;
	}
	/* a bar still in progress, and one not requested, is left for another run */
	if (instant_compare(out->ts, in->end) <= 0 && instant_compare(out->ts, in->from) >= 0)
		*request = f;
	return 0;
}

void bar_intake_report_rejected(struct bar_intake *in)
{
	static const char *const counts[BAR_FAULT_COUNT] = {
		[BAR_PRICE_NOT_POSITIVE] = "rejected_price_not_positive",
		[BAR_HIGH_BELOW_LOW] = "rejected_high_below_low",
		[BAR_OPEN_OUTSIDE] = "rejected_open_outside",
		[BAR_CLOSE_OUTSIDE] = "rejected_close_outside",
		[BAR_NEGATIVE_VOLUME] = "rejected_negative_volume",
		[BAR_OFF_THE_MINUTE] = "rejected_off_the_minute",
		[BAR_OUTSIDE_HOURS] = "rejected_outside_hours",
	};
	for (int fault = BAR_OK + 1; fault < BAR_FAULT_COUNT; fault++) {
		char ts[INSTANT_TEXT_SIZE];
		if (in->faults[fault] == 0)
			continue;
		const struct ticker_bar *b = &in->example[fault];
		run_count(in->run, counts[fault], in->faults[fault]);
		log_warning("%lld bars rejected: %s, the last of %s at %s",
			(long long)in->faults[fault], bar_fault_name((enum bar_fault)fault),
			b->ticker, instant_format(b->bar.ts, ts));
		in->faults[fault] = 0;
	}
}

/* ---- reports of stored bars ---- */

void bar_report_bar(struct run *run, enum bar_interval kind, const struct ticker_bar *b)
{
	static const char *const changes[] = {"new", "corrected"};
	struct jsonl *w = run_row(run, kind == BAR_DAILY ? &daily_bar_row : &bar_row);
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
	jsonl_i64_known(w, "trade_count", b->bar.trade_count >= 0, b->bar.trade_count);
	jsonl_price(w, "vwap", b->bar.vwap, 4);
	jsonl_text(w, "feed", stock_feed_name(b->bar.feed));
	jsonl_word(
		w, "change", changes[b->change == BAR_NEW ? 0 : 1], changes, array_size(changes));
	run_row_end(run);
}

static const struct ticker_bar sampled_bar = {.ticker = ""};

static void sample_bar(struct run *run)
{
	bar_report_bar(run, BAR_MINUTE, &sampled_bar);
}

static void sample_daily_bar(struct run *run)
{
	bar_report_bar(run, BAR_DAILY, &sampled_bar);
}

const struct row_kind bar_row = {"bar", sample_bar};
const struct row_kind daily_bar_row = {"daily_bar", sample_daily_bar};

void bar_report_series(struct run *run, const struct bar_request *f)
{
	struct jsonl *w = run_row(run, &bar_series_row);
	jsonl_text(w, "ticker", f->ticker);
	jsonl_instant(w, "from", f->first_ts);
	jsonl_instant(w, "to", f->last_ts);
	jsonl_i64(w, "new", f->added);
	jsonl_i64(w, "corrected", f->corrected);
	jsonl_i64(w, "same", f->same);
	jsonl_i64(w, "rejected", f->rejected);
	run_row_end(run);
}

static void sample_series(struct run *run)
{
	bar_report_series(run, &(struct bar_request){.ticker = ""});
}

const struct row_kind bar_series_row = {"series", sample_series};

/*
 * Raw prices jump over a split. When corporate_actions has it, the daily features go on with
 * adjusted prices; otherwise all features restart after that night, so the operator is warned.
 */
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
		if (n->known)
			log_info("%s was split on %s", n->ticker, date_format(n->day, day));
		else
			log_warning("%s went from %s to %s on %s, as by a split of %d for %d "
				    "that is not known: its features restart",
				n->ticker, price_format(n->before, 2, before),
				price_format(n->after, 2, after), date_format(n->day, day), issued,
				held);
	}
	return 0;
}
