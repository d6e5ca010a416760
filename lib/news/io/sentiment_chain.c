#include "sentiment_chain.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "text.h"

enum {
	ENGINES_MAX = 8,
	NAMES_MAX = 200, /* bytes of the names of all engines, in a message */
	/* One bad text makes log2(batch) + 1 calls fail before one with good texts succeeds. */
	FAILURES_MAX = 10,
};

struct link {
	const struct sentiment_kind *kind;
	struct sentiment_engine *engine; /* NULL: not opened yet */
	int failures;			 /* failures in a row */
	bool down;			 /* left out for the rest of the run */
};

struct sentiment_chain {
	struct sentiment_settings options;
	struct link links[ENGINES_MAX];
	size_t count;
	struct error last; /* the error that took the last engine out */
};

static int refuse_name(const char *name, size_t length, struct error *err)
{
	buf_auto struct buf names = BUF_INIT(NAMES_MAX);
	sentiment_kind_names(&names);
	return error_set(err, ERROR_USAGE, "not an engine: \"%.*s\"; the engines are %s",
		(int)(length < 40 ? length : 40), name, buf_text(&names));
}

static int add_link(struct sentiment_chain *c, const char *name, size_t length, struct error *err)
{
	const struct sentiment_kind *kind = sentiment_kind_find(name, length);
	if (kind == NULL)
		return refuse_name(name, length, err);
	for (size_t i = 0; i < c->count; i++)
		if (c->links[i].kind == kind)
			return error_set(
				err, ERROR_USAGE, "engine named twice: \"%s\"", kind->name);
	if (c->count == ENGINES_MAX)
		return error_set(err, ERROR_USAGE, "more than %d engines", ENGINES_MAX);
	c->links[c->count++].kind = kind;
	return 0;
}

int sentiment_chain_new(struct sentiment_chain **out, const char *names,
	const struct sentiment_settings *options, struct error *err)
{
	struct sentiment_chain *c = calloc(1, sizeof *c);
	if (c == NULL)
		return error_memory(err);
	c->options = *options;
	for (const char *name = names;; name++) {
		size_t length = strcspn(name, ",");
		if (add_link(c, name, length, err) != 0) {
			free(c);
			return -1;
		}
		name += length;
		if (*name == '\0')
			break;
	}
	*out = c;
	return 0;
}

void sentiment_chain_free(struct sentiment_chain *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->count; i++)
		if (c->links[i].engine != NULL)
			c->links[i].kind->close(c->links[i].engine);
	free(c);
}

bool sentiment_chain_is_embedded(const struct sentiment_chain *c)
{
	return c->links[0].kind->classify == NULL;
}

/* The texts of one call, and their results so far. */
struct sentiment_work {
	const struct sentiment_text *texts;
	struct sentiment *found;
	const struct sentiment_engine **by;
	size_t count;
	struct error *why;
};

static bool is_for_operator(const struct error *e)
{
	return e->kind == ERROR_CONFIG || e->kind == ERROR_USAGE;
}

static void take_down(struct sentiment_chain *c, struct link *l, const struct error *why)
{
	l->down = true;
	c->last = *why;
	log_warning("left out for the rest of the run: %s", why->text);
}

static int open_link(struct sentiment_chain *c, struct link *l, struct error *why)
{
	if (l->engine != NULL)
		return 0;
	if (l->kind->open(&l->engine, &c->options, why) == 0)
		return 0;
	l->engine = NULL;
	(void)error_prefix(why, "engine %s", l->kind->name);
	if (!is_for_operator(why))
		take_down(c, l, why);
	return -1;
}

/*
 * Classifies COUNT texts from FIRST on, none of which has a result. While they are refused, they
 * are halved.
 */
static void classify_run(struct sentiment_chain *c, struct link *l, struct sentiment_work *w,
	size_t first, size_t count)
{
	if (l->down)
		return;
	struct error why = {0};
	bool embedded = l->kind->classify == NULL;
	if (embedded || l->kind->classify(
				l->engine, w->texts + first, count, w->found + first, &why) == 0) {
		l->failures = 0;
		for (size_t i = 0; i < count; i++)
			w->by[first + i] = l->engine;
		return;
	}
	(void)error_prefix(&why, "engine %s", l->kind->name);
	*w->why = why;
	if (why.kind != ERROR_DATA || ++l->failures >= FAILURES_MAX) {
		take_down(c, l, &why);
		return;
	}
	if (count == 1) {
		log_warning("could not classify a text: %s", why.text);
		return;
	}
	classify_run(c, l, w, first, count / 2);
	classify_run(c, l, w, first + count / 2, count - count / 2);
}

/* Classifies all texts without a result, in calls of at most a batch. */
static void classify_rest(struct sentiment_chain *c, struct link *l, struct sentiment_work *w)
{
	for (size_t i = 0; i < w->count && !l->down && !run_should_stop(c->options.run);) {
		size_t count = 0;
		while (i + count < w->count && w->by[i + count] == NULL && count < l->kind->batch)
			count++;
		if (count > 0)
			classify_run(c, l, w, i, count);
		i += count > 0 ? count : 1;
	}
}

static bool all_classified(const struct sentiment_work *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->by[i] == NULL)
			return false;
	return true;
}

int sentiment_chain_classify(struct sentiment_chain *c, const struct sentiment_text *texts,
	size_t count, struct sentiment *found, const struct sentiment_engine **by,
	struct error *why, struct error *err)
{
	struct sentiment_work w = {texts, found, by, count, why};
	memset(by, 0, count * sizeof(const struct sentiment_engine *));
	for (size_t i = 0; i < c->count && !all_classified(&w); i++) {
		struct link *l = &c->links[i];
		if (l->down)
			continue;
		if (open_link(c, l, why) != 0) {
			if (!is_for_operator(why))
				continue;
			*err = *why;
			return -1;
		}
		classify_rest(c, l, &w);
	}
	if (!all_classified(&w) && run_should_stop(c->options.run))
		(void)error_set(why, ERROR_AGAIN, "the run ended before all texts were classified");
	else if (!all_classified(&w) && why->kind == ERROR_NONE)
		*why = c->last;
	return 0;
}
