#include "why_not.h"

#include <math.h>
#include <string.h>

#include "array.h"
#include "query.h"
#include "row.h"
#include "store_signal.h"
#include "watchlist.h"

struct standing {
	enum fact in_watchlist;
	int64_t recommendation_id;
	char status[16];
};

static const struct row_column standing_columns[] = {
	ROW_FIELD(ROW_FACT, struct standing, in_watchlist, true),
	ROW_FIELD(ROW_I64, struct standing, recommendation_id, true),
	ROW_FIELD(ROW_TEXT, struct standing, status, true),
};

static int load_standing(struct run *run, const struct signal_candidate *c, struct standing *out,
	struct error *err)
{
	db_args_auto struct db_args a = DB_ARGS_INIT;
	rows_auto struct rows rows = ROWS_INIT;
	arg_text(&a, c->ticker);
	arg_instant(&a, run->now);
	arg_instant(&a, c->feature_ts);
	if (db_row(run->db, &query_why_not, &a, &rows, err) != 0)
		return -1;
	return row_read(&rows, 0, standing_columns, array_size(standing_columns), out, err);
}

static void add(struct why_not *out, const char *part, struct condition c)
{
	out->parts[out->count] = part;
	out->conditions[out->count++] = c;
}

/* opt-watchlist reads no older features than a signal may have. */
static bool is_fresh(const struct run *run, const struct signal_candidate *c)
{
	int64_t age_us = (int64_t)run->params.signal_feature_age_max_s * SECOND_US + MINUTE_US;
	return instant_known(c->feature_ts) && run->now.us - c->feature_ts.us <= age_us;
}

static void add_watchlist(const struct run *run, const struct signal_candidate *c,
	const struct signal_input *in, const struct standing *standing, struct why_not *out)
{
	const struct params *p = &run->params;
	bool fresh = is_fresh(run, c);
	struct watchlist_row row = {
		.news = in->news,
		.distance_sma20 = fresh ? c->distance_sma20 : (double)NAN,
		.vol_ratio = fresh ? c->vol_ratio : (double)NAN,
		.trend_state = fresh ? c->trend_state : TREND_UNKNOWN,
	};
	bool is_in = standing->in_watchlist == FACT_YES;
	double in_list = standing->in_watchlist == FACT_UNKNOWN ? (double)NAN : is_in;
	struct watchlist_scores scores;
	watchlist_score(p, &row, &scores);
	add(out, "watchlist",
		condition_of("watch_score", NEEDS_AT_LEAST, scores.score,
			is_in ? p->watch_exit_score : p->watch_entry_score));
	add(out, "watchlist", condition_of("in_watchlist", NEEDS_AT_LEAST, in_list, 1));
}

static void add_recommendation(const struct run *run, const struct signal_candidate *c,
	const struct signal_input *in, struct why_not *out)
{
	struct condition conditions[RECOMMEND_CONDITION_COUNT];
	struct signal_decision decision;
	(void)signal_decide(&run->params, in, &decision);
	recommend_conditions(&run->params, &decision, false, &c->history, conditions);
	/* The bar may be evaluated since: what it was evaluated to is what is asked here. */
	for (int i = RECOMMEND_NEW_BAR + 1; i < RECOMMEND_CONDITION_COUNT; i++)
		add(out, "recommendation", conditions[i]);
}

static int collect(struct run *run, const struct signal_candidate *c, struct why_not *out,
	struct error *err)
{
	struct condition conditions[SIGNAL_CONDITION_COUNT];
	struct standing standing = {0};
	struct news_score news;
	if (load_standing(run, c, &standing, err) != 0 ||
		store_signal_news(run, c, NULL, &news, err) != 0)
		return -1;
	struct signal_input in = store_signal_input(run, c, &news);
	out->bar_ts = c->feature_ts;
	out->recommendation_id = standing.recommendation_id;
	memcpy(out->status, standing.status, sizeof out->status);
	add_watchlist(run, c, &in, &standing, out);
	signal_conditions(&run->params, &in, conditions);
	for (size_t i = 0; i < array_size(conditions); i++)
		add(out, "signal", conditions[i]);
	/* the recommendation on this bar would stand in its own way */
	if (out->recommendation_id == INT64_MIN)
		add_recommendation(run, c, &in, out);
	return 0;
}

int why_not_load(struct run *run, const char *ticker, struct why_not *out, struct error *err)
{
	struct signal_batch batch;
	*out = (struct why_not){0};
	int result = store_signal_load_one(run, ticker, &batch, err);
	if (result == 0 && batch.count != 1)
		result = error_set(
			err, ERROR_INTERNAL, "query signal_watchlist returned no row for a ticker");
	if (result == 0)
		result = collect(run, &batch.candidates[0], out, err);
	store_signal_free(&batch);
	return result;
}
