/*
 * Measures whether generated markets have an edge: buys the option nearest to the money in the
 * direction of each story, minutes after it appeared, and sells it later, both at the middle of the
 * quotes. In a market without an edge the mean return is zero within a few standard errors, and a
 * trade loses its spread and its fees. Prints one JSON line per maturity and time held.
 *
 *	edge FIRST LAST     the seeds
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "calendar.h"
#include "synth.h"
#include "synth_story.h"

enum { WAIT_MIN = 2, LEAST_OPEN_MIN = 5, WEEK = 5 };
#define LEAST_PREMIUM .30

static const struct trial {
	int least_days, most_days, hold_min;
} trials[] = {{0, 1, 60}, {0, 1, 240}, {7, 30, 60}, {7, 30, 240}};

struct sum {
	int n;
	double returns, squares, stock;
};

static double middle(
	const struct paper_market *m, const struct paper_market_contract *c, struct instant t)
{
	struct quote q;
	if (!paper_market_option_quote(m, c, t, &q))
		return (double)NAN;
	return (price_to_double(q.bid) + price_to_double(q.ask)) / 2;
}

/* The contract of S for the trial with the strike nearest to SPOT; NULL: none. */
static const struct paper_market_contract *nearest(const struct paper_market *m,
	const struct paper_market_stock *s, const struct trial *t, enum option_kind kind,
	double spot)
{
	const struct paper_market_contract *best = NULL;
	double least = HUGE_VAL;
	for (size_t i = s->contract_first; i < s->contract_first + s->contract_count; i++) {
		const struct paper_market_contract *c = &m->contracts[i];
		int days = date_diff(c->occ.expiry, m->day);
		double off = fabs(price_to_double(c->occ.strike) - spot);
		if (days < t->least_days || days > t->most_days || c->occ.kind != kind ||
			off >= least)
			continue;
		least = off;
		best = c;
	}
	return best;
}

static void try_story(const struct paper_market *m, const struct session *session,
	const struct synth_story *story, const struct trial *t, struct sum *sum)
{
	struct instant buy = instant_add(story->published, WAIT_MIN * MINUTE_US),
		       sell = instant_add(buy, t->hold_min * MINUTE_US);
	const struct paper_market_stock *s =
		paper_market_stock_find(m, synth_company_table[story->company].symbol);
	if (instant_diff_us(buy, session->open) < LEAST_OPEN_MIN * MINUTE_US ||
		instant_compare(sell, session->close) >= 0)
		return;
	double spot = price_to_double(paper_market_underlying(m, s, buy));
	const struct paper_market_contract *c =
		nearest(m, s, t, story->sign > 0 ? OPTION_CALL : OPTION_PUT, spot);
	double paid = c == NULL ? (double)NAN : middle(m, c, buy);
	if (!(paid >= LEAST_PREMIUM))
		return;
	double gain = middle(m, c, sell) / paid - 1;
	sum->n++;
	sum->returns += gain;
	sum->squares += gain * gain;
	sum->stock +=
		story->sign * (price_to_double(paper_market_underlying(m, s, sell)) / spot - 1);
}

static int try_day(uint64_t seed, struct sum *sums)
{
	struct synth_settings settings = {
		.seed = seed, .day = date_from_ymd(2026, 1, 26), .days = 1};
	static struct synth_story stories[SYNTH_STORIES_MAX];
	struct paper_market m = {.stocks = NULL};
	struct session s;
	struct error err;
	if (!calendar_session(settings.day, &s))
		return -1;
	for (uint64_t i = 0; i < seed % WEEK && calendar_next(settings.day, &s); i++)
		settings.day = s.day;
	if (synth_market(&settings, &m, &err) != 0)
		return -1;
	size_t count = synth_stories(seed, &s, 0, stories);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < array_size(trials) && stories[i].moves; k++)
			try_story(&m, &s, &stories[i], &trials[k], &sums[k]);
	paper_market_free(&m);
	return 0;
}

int main(int argc, char **argv)
{
	struct sum sums[array_size(trials)] = {{0}};
	if (argc != 3)
		return 64;
	long last = strtol(argv[2], NULL, 10);
	for (long seed = strtol(argv[1], NULL, 10); seed <= last; seed++)
		if (try_day((uint64_t)seed, sums) != 0)
			return 1;
	for (size_t k = 0; k < array_size(trials); k++) {
		const struct trial *t = &trials[k];
		double n = sums[k].n, mean = sums[k].returns / n;
		printf("{\"days_to_expiry\":[%d,%d],\"held_minutes\":%d,\"trades\":%d,"
		       "\"mean_return\":%.4f,\"standard_error\":%.4f,\"mean_stock_return\":%.5f}\n",
			t->least_days, t->most_days, t->hold_min, sums[k].n, mean,
			sqrt((sums[k].squares / n - mean * mean) / n), sums[k].stock / n);
	}
	return 0;
}
