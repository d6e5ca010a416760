/* opt-watchlist(1): chooses the tickers worth watching, by news and market. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "log.h"
#include "market_closed.h"
#include "mem.h"
#include "store_watchlist.h"

enum { EARLY_S = 30, NEARLY_MAX = 100 };

/* The inputs of the decision. */
struct watchlist_input {
	struct watchlist_candidate *candidates;
	size_t count;
	struct watchlist_article *articles;
	size_t article_count;
};

static int compare_articles(const void *a, const void *b)
{
	return strcmp(((const struct watchlist_article *)a)->ticker,
		((const struct watchlist_article *)b)->ticker);
}

/* Fills ITEMS (room for all articles) with those about TICKER; returns how many. */
static size_t news_of(const struct watchlist_input *in, const char *ticker, struct news_item *items)
{
	struct watchlist_article key = {.story = 0};
	size_t n = 0;
	if (in->article_count == 0)
		return 0;
	memcpy(key.ticker, ticker, sizeof key.ticker);
	const struct watchlist_article *any =
		bsearch(&key, in->articles, in->article_count, sizeof key, compare_articles);
	if (any == NULL)
		return 0;
	while (any > in->articles && compare_articles(any - 1, &key) == 0)
		any--;
	for (; any < in->articles + in->article_count && compare_articles(any, &key) == 0; any++)
		items[n++] = (struct news_item){
			any->published_at, any->score, any->p_neutral, (uint64_t)any->story};
	return n;
}

static int load(struct run *run, struct watchlist_input *in, struct error *err)
{
	if (store_watchlist_candidates(run, &in->candidates, &in->count, err) != 0)
		return -1;
	return store_watchlist_news(run, &in->articles, &in->article_count, err);
}

/* Makes the rows in order: the list by rank, then the others. */
static int decide(struct run *run, const struct watchlist_input *in, struct watchlist_row **out,
	struct error *err)
{
	struct watchlist_row *rows = calloc(in->count + 1, sizeof *rows);
	struct news_item *items mem_auto = calloc(in->article_count + 1, sizeof *items);
	if (rows == NULL || items == NULL) {
		free(rows);
		return error_memory(err);
	}
	for (size_t i = 0; i < in->count; i++) {
		const struct watchlist_candidate *c = &in->candidates[i];
		bool known = c->trend_state != INT_MIN;
		rows[i] = (struct watchlist_row){
			.ticker = c->ticker,
			.distance_sma20 = c->distance_sma20,
			.vol_ratio = c->vol_ratio,
			.trend_state = known ? (enum trend)c->trend_state : TREND_UNKNOWN,
			.bar_ts = c->bar_ts,
			.held = c->held,
			.was_in = c->was_in,
			.entered_at = c->entered_at,
		};
		size_t articles = news_of(in, c->ticker, items);
		news_score(&run->params, items, articles, run->now, NULL, &rows[i].news);
	}
	watchlist_decide(&run->params, run->now, rows, in->count);
	*out = rows;
	return 0;
}

/*
 * Keeps the rows that are reported: the list, the tickers that left it, and the best of the others.
 * ROWS are in order. Returns how many are kept.
 */
static size_t drop_hopeless(struct watchlist_row *rows, size_t count)
{
	size_t kept = 0, nearly = 0;
	for (size_t i = 0; i < count; i++) {
		bool listed = rows[i].in_watchlist || rows[i].was_in;
		if (!listed && nearly++ >= NEARLY_MAX)
			continue;
		rows[kept++] = rows[i];
	}
	return kept;
}

/* ROWS are in order, so that the first one has the best score. */
static void say_empty(struct run *run, const struct watchlist_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].in_watchlist)
			return;
	if (count == 0 || isnan(rows[0].scores.score))
		run_say(run, "watchlist empty: no ticker has news and fresh features");
	else
		run_say(run, "watchlist empty: best %.2f of %.2f (%s)", rows[0].scores.score,
			run->params.watch_entry_score, rows[0].ticker);
}

static void report(struct run *run, const struct watchlist_row *rows, size_t count)
{
	for (const struct watchlist_row *r = rows; r < rows + count; r++) {
		run_count(run, "listed", r->in_watchlist);
		run_count(run, "entered", r->in_watchlist && !r->was_in);
		run_count(run, "left", !r->in_watchlist && r->was_in);
		store_watchlist_print(run, r);
	}
	say_empty(run, rows, count);
}

/* Due up to half a minute early, because cron is not exact. A dry run always chooses the list. */
static int is_due(struct run *run, bool *due, struct error *err)
{
	struct instant last;
	if (store_watchlist_computed(run, &last, err) != 0)
		return -1;
	double wait_s = run->params.watch_interval_min * 60 - EARLY_S;
	*due = run->dry_run || !instant_known(last) || instant_age_s(run->now, last) >= wait_s;
	return 0;
}

static int watchlist(struct run *run, struct error *err)
{
	struct watchlist_input in = {0};
	struct watchlist_row *rows = NULL;
	int result = -1;
	bool due;
	if (!calendar_is_open(run->now)) {
		market_closed_say(run);
		return 0;
	}
	if (is_due(run, &due, err) != 0)
		return -1;
	if (!due) {
		log_info("the list is still new");
		run_say(run,
			"the list is less than %g minutes old and stays; -n shows the next one",
			run->params.watch_interval_min);
		return 0;
	}
	if (load(run, &in, err) == 0 && decide(run, &in, &rows, err) == 0) {
		size_t count = drop_hopeless(rows, in.count);
		run_count(run, "candidates", (int64_t)in.count);
		result = store_watchlist_save(run, rows, count, err);
		if (result == 0)
			report(run, rows, count);
	}
	free(in.candidates);
	free(in.articles);
	free(rows);
	return result;
}

static const struct view_column list_columns[] = {
	{"rank", "rank", .kind = VIEW_NUMBER},
	{"ticker", "ticker", .kind = VIEW_TEXT},
	{"in_watchlist", "listed", .kind = VIEW_TEXT},
	{"watch_score", "score", .kind = VIEW_NUMBER, .decimals = 2},
	{"reasons.reason", "reason", .kind = VIEW_TEXT},
	{"reasons.threshold", "of", .kind = VIEW_NUMBER, .decimals = 2},
	{"reasons.articles", "articles", .kind = VIEW_NUMBER},
	{"sentiment_pressure", "news", .kind = VIEW_NUMBER, .decimals = 2},
	{"setup_quality", "setup", .kind = VIEW_NUMBER, .decimals = 2},
	{"vol_score", "volatility", .kind = VIEW_NUMBER, .decimals = 2},
	{"trend_alignment", "trend", .kind = VIEW_NUMBER, .decimals = 2},
	{"entered_at", "since", .kind = VIEW_TIME, .worth = 1},
	{0},
};

static const struct row_view views[] = {{.columns = list_columns}, {0}};
static const struct row_kind *const rows[] = {&candidate_row, NULL};

static const struct program program = {
	.name = "opt-watchlist",
	.summary = "choose the tickers worth watching, by news and market",
	.views = views,
	.needs = NEEDS_RUN | NEEDS_LEASE,
	.role = "opt_decide",
	.deadline_s = 50,
	.body = watchlist,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
