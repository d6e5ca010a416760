#include "store_option_bar.h"

#include "log.h"
#include "query.h"

enum {
	JSON_MAX = 64 << 20,
	BARS_PER_STATEMENT = 20000, /* 3 MB of JSON */
};

static void start_batch(struct option_bars *b)
{
	buf_clear(&b->json);
	jsonl_init(&b->writer, &b->json);
	jsonl_open(&b->writer, NULL, '[');
	b->pending = 0;
	b->first = b->last = INSTANT_UNKNOWN;
}

void option_bars_begin(struct option_bars *b, struct run *run)
{
	*b = (struct option_bars){.run = run, .json = BUF_INIT((size_t)JSON_MAX)};
	start_batch(b);
}

static int store(struct db *db, void *context, struct error *err)
{
	const struct option_bars *b = context;
	rows_auto struct rows made = ROWS_INIT;
	db_args_auto struct db_args a = DB_ARGS_INIT;
	int64_t stored = 0;
	arg_text(&a, "option_bars");
	arg_instant(&a, b->first);
	arg_instant(&a, b->last);
	if (db_row(db, &query_partition_ensure, &a, &made, err) != 0)
		return -1;
	db_args_clear(&a);
	arg_text(&a, buf_text(&b->json));
	arg_text(&a, conf_get(&b->run->conf, CONF_OPTION_FEED));
	arg_instant(&a, b->run->now);
	if (db_none(db, &query_option_bars_merge, &a, &stored, err) != 0)
		return -1;
	run_count(b->run, "option_bars", stored);
	return 0;
}

int option_bars_flush(struct option_bars *b, struct error *err)
{
	if (b->pending == 0)
		return 0;
	jsonl_close(&b->writer);
	if (!buf_ok(&b->json))
		return error_memory(err);
	int result = run_store(b->run, store, b, err);
	start_batch(b);
	return result;
}

static void write_bar(struct jsonl *w, const char *symbol, const struct bar *bar)
{
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "symbol", symbol);
	jsonl_instant(w, "ts", bar->ts);
	jsonl_price(w, "open", bar->open, 4);
	jsonl_price(w, "high", bar->high, 4);
	jsonl_price(w, "low", bar->low, 4);
	jsonl_price(w, "close", bar->close, 4);
	jsonl_i64(w, "volume", bar->volume);
	if (bar->trade_count < 0)
		jsonl_null(w, "trade_count");
	else
		jsonl_i64(w, "trade_count", bar->trade_count);
	jsonl_price(w, "vwap", bar->vwap, 4);
	jsonl_close(w);
}

int option_bars_take(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	struct option_bars *b = context;
	enum bar_fault fault = bar_check(bar);
	b->fetched++;
	if (fault != BAR_OK) {
		b->rejected++;
		log_warning("bar of %.30s is rejected: %s", symbol, bar_fault_name(fault));
		return 0;
	}
	write_bar(&b->writer, symbol, bar);
	b->pending++;
	if (!instant_known(b->first) || instant_compare(bar->ts, b->first) < 0)
		b->first = bar->ts;
	if (!instant_known(b->last) || instant_compare(bar->ts, b->last) > 0)
		b->last = bar->ts;
	return b->pending < BARS_PER_STATEMENT ? 0 : option_bars_flush(b, err);
}

void option_bars_end(struct option_bars *b)
{
	if (b->fetched > 0) {
		run_count(b->run, "option_bars_fetched", b->fetched);
		run_count(b->run, "option_bars_rejected", b->rejected);
	}
	buf_free(&b->json);
}
