#include "store_news.h"

#include <stdlib.h>

#include "array.h"
#include "query.h"
#include "row.h"

static const struct row_column article_columns[] = {
	ROW_FIELD(ROW_TEXT, struct article, ticker, false),
	ROW_FIELD(ROW_I64, struct article, raw_event_id, false),
	ROW_FIELD(ROW_INSTANT, struct article, published_at, false),
	ROW_FIELD(ROW_TEXT, struct article, story_uid, false),
	ROW_FIELD(ROW_STRING, struct article, title, false),
	ROW_FIELD(ROW_DOUBLE, struct article, score, false),
	ROW_FIELD(ROW_DOUBLE, struct article, p_neutral, false),
	ROW_FIELD(ROW_TEXT, struct article, label, false),
	ROW_FIELD(ROW_TEXT, struct article, engine, false),
	ROW_FIELD(ROW_TEXT, struct article, event_type, false),
};

int store_news_load(struct run *run, const char *const *tickers, size_t ticker_count,
	struct article **out, size_t *count, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text_array(&a, tickers, ticker_count);
	arg_instant(
		&a, instant_add(run->now, -(int64_t)run->params.news_duplicate_window_h * HOUR_US));
	arg_instant(&a, run->now);
	if (db_rows(run->db, &query_news_articles, &a, &rows, err) != 0)
		return -1;
	return rows_read(&rows, article_columns, array_size(article_columns),
		sizeof(struct article), out, count, err);
}

void store_news_free(struct article *articles, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(articles[i].title);
	free(articles);
}

struct news_item store_news_item(const struct article *a)
{
	uint64_t story = UINT64_C(14695981039346656037); /* FNV-1a */
	for (const char *c = a->story_uid; *c != '\0'; c++)
		story = (story ^ (unsigned char)*c) * UINT64_C(1099511628211);
	return (struct news_item){a->published_at, a->score, a->p_neutral, story};
}
