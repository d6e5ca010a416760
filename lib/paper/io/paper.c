#include "paper_exchange.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "calendar.h"
#include "paper_server.h"
#include "recording.h"
#include "synth.h"
#include "zone.h"

/* The clock starts half an hour before the open, so that news before the open can be read. */
enum { BEFORE_OPEN_MINUTES = 30 };

static int load_generated(const struct paper_settings *o, struct paper_market *m, struct error *err)
{
	struct synth_settings settings = {
		.seed = o->seed, .day = o->day, .days = o->days, .news_edge = o->news_edge};
	if (synth_market(&settings, m, err) != 0)
		return -1;
	if ((size_t)o->symbols <= m->stock_count)
		return 0;
	return synth_crowd_add(m, (size_t)o->symbols) == 0 ? paper_market_finish(m, err)
							   : error_memory(err);
}

static int load_market(struct paper *p, struct error *err)
{
	const struct paper_settings *o = &p->options;
	struct paper_market *m = &p->market;
	if (o->recording == NULL)
		return load_generated(o, m, err);
	if (recording_read(o->recording, m, err) != 0)
		return -1;
	m->seed = o->seed;
	if (date_known(o->day))
		m->day = o->day;
	for (size_t i = 0; i < m->stock_count; i++)
		p->stats.recorded_bars += m->stocks[i].minutes.count;
	for (size_t i = 0; i < m->contract_count; i++)
		p->stats.recorded_bars += m->contracts[i].minutes.count;
	if (!o->warmup)
		return 0;
	return synth_warmup(o->seed, m, err) == 0 ? paper_market_finish(m, err) : -1;
}

static int load_feeds(struct paper *p, struct error *err)
{
	const struct paper_settings *o = &p->options;
	char folder[4096];
	struct stat status;
	if (o->feeds != NULL)
		return paper_feeds_load(&p->feeds, o->feeds, err);
	if (o->recording == NULL)
		return paper_feeds_generate(&p->feeds, o->seed, o->day, o->days, err);
	int n = snprintf(folder, sizeof folder, "%s/feeds", o->recording);
	if (n < 0 || (size_t)n >= sizeof folder || stat(folder, &status) != 0 ||
		!S_ISDIR(status.st_mode))
		return 0;
	return paper_feeds_load(&p->feeds, folder, err);
}

static struct instant first_moment(const struct paper *p)
{
	struct session s;
	if (instant_known(p->options.now))
		return p->options.now;
	if (calendar_session(p->market.day, &s))
		return instant_add(s.open, -BEFORE_OPEN_MINUTES * MINUTE_US);
	return zone_from_new_york(p->market.day, 0);
}

static int render(struct paper *p, struct error *err)
{
	int64_t began_us = clock_monotonic_us();
	if (paper_render_open(&p->render, &p->market, err) != 0)
		return -1;
	p->stats.render_ms = (clock_monotonic_us() - began_us) / 1000;
	return 0;
}

int paper_open(const struct paper_settings *options, struct paper **out, struct error *err)
{
	struct paper *p = calloc(1, sizeof *p);
	if (p == NULL)
		return error_memory(err);
	p->options = *options;
	if (load_market(p, err) != 0 || load_feeds(p, err) != 0) {
		paper_close(p);
		return -1;
	}
	for (size_t i = 0; i < p->market.stock_count; i++)
		p->stats.generated_bars += p->market.stocks[i].generated;
	if (options->render && render(p, err) != 0) {
		paper_close(p);
		return -1;
	}
	paper_book_init(&p->book, options->seed, options->start_cash, first_moment(p));
	if (paper_state_load(p, err) != 0) {
		paper_close(p);
		return -1;
	}
	p->ahead_us = p->book.now.us - clock_monotonic_us();
	*out = p;
	return 0;
}

void paper_close(struct paper *p)
{
	if (p == NULL)
		return;
	if (p->daemon != NULL)
		MHD_stop_daemon(p->daemon);
	paper_book_free(&p->book);
	paper_feeds_free(&p->feeds);
	paper_faults_clear(&p->faults);
	tape_bars_free(&p->scratch);
	paper_render_close(&p->render);
	paper_market_free(&p->market);
	free(p->stats.posts);
	free(p);
}

void paper_describe(const struct paper *p, struct buf *out)
{
	struct jsonl w;
	char url[64];
	(void)snprintf(url, sizeof url, "http://127.0.0.1:%u", (unsigned)p->port);
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	jsonl_text(&w, "url", url);
	jsonl_i64(&w, "pid", (int64_t)getpid());
	jsonl_text(&w, "account", p->options.account);
	jsonl_date(&w, "day", p->market.day);
	jsonl_instant(&w, "now", p->book.now);
	if (p->options.recording == NULL)
		jsonl_double(&w, "news_edge", p->options.news_edge, -1);
	if (p->options.render) {
		jsonl_i64(&w, "rendered_bars", (int64_t)p->render.bars);
		jsonl_i64(&w, "rendered_bytes", (int64_t)p->render.bytes);
		jsonl_i64(&w, "rendered_ms", p->stats.render_ms);
	}
	jsonl_close(&w);
}
