#include "jsonl_schema.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

void jsonl_init_schema(struct jsonl *w, struct jsonl_schema *schema, struct buf *out)
{
	jsonl_init(w, out);
	*schema = (struct jsonl_schema){.scope = {JSONL_TOP}};
	w->schema = schema;
}

static void add_name(struct jsonl *w, const char *key)
{
	struct jsonl_schema *s = w->schema;
	size_t left = sizeof s->names - s->names_length;
	int n = snprintf(s->names + s->names_length, left, "%s\n", key);
	if (n < 0 || (size_t)n >= left)
		w->out->failed = true;
	else
		s->names_length += (size_t)n;
}

/* Begins the schema of a member; false when an item before it stands for it. */
static bool begin(struct jsonl *w, const char *key)
{
	struct jsonl_schema *s = w->schema;
	enum jsonl_scope scope = s->scope[w->depth];
	bool first = !s->has_member[w->depth], sometimes = s->sometimes;
	s->sometimes = false;
	if (s->skipped > 0 || (!first && (scope == JSONL_ARRAY || scope == JSONL_MAP)))
		return false;
	s->has_member[w->depth] = true;
	if (scope == JSONL_ARRAY || scope == JSONL_MAP)
		buf_puts(w->out,
			scope == JSONL_ARRAY ? ",\"items\":" : ",\"additionalProperties\":");
	if (scope != JSONL_OBJECT)
		return true;
	buf_puts(w->out, first ? "\"" : ",\"");
	text_escape(w->out, key, strlen(key));
	buf_puts(w->out, "\":");
	if (!sometimes)
		add_name(w, key);
	return true;
}

void jsonl_schema_member(struct jsonl *w, const char *key, const char *type)
{
	if (begin(w, key))
		buf_printf(w->out, "{%s}", type);
}

void jsonl_schema_words(struct jsonl *w, const char *key, const char *const *words, size_t count)
{
	if (!begin(w, key))
		return;
	buf_puts(w->out, count == 1 ? "{\"const\":" : "{\"enum\":[");
	for (size_t i = 0; i < count; i++) {
		buf_puts(w->out, i == 0 ? "" : ",");
		if (words[i] == NULL) {
			buf_puts(w->out, "null");
			continue;
		}
		buf_putc(w->out, '"');
		text_escape(w->out, words[i], strlen(words[i]));
		buf_putc(w->out, '"');
	}
	buf_puts(w->out, count == 1 ? "}" : "]}");
}

void jsonl_schema_open(struct jsonl *w, const char *key, enum jsonl_scope scope, bool nullable)
{
	struct jsonl_schema *s = w->schema;
	const char *type = scope == JSONL_ARRAY ? "array" : "object";
	if (!begin(w, key)) {
		s->skipped++;
		return;
	}
	if (w->depth == JSONL_DEPTH_MAX) {
		w->out->failed = true;
		return;
	}
	if (nullable)
		buf_printf(w->out, "{\"type\":[\"%s\",\"null\"]", type);
	else
		buf_printf(w->out, "{\"type\":\"%s\"", type);
	if (scope == JSONL_OBJECT)
		buf_puts(w->out, ",\"properties\":{");
	w->depth++;
	s->scope[w->depth] = scope;
	s->has_member[w->depth] = s->is_free[w->depth] = false;
	s->required[w->depth] = s->names_length;
}

static void put_required(struct jsonl *w)
{
	const struct jsonl_schema *s = w->schema;
	const char *name = s->names + s->required[w->depth], *end = s->names + s->names_length;
	buf_puts(w->out, "},\"required\":[");
	while (name < end) {
		size_t length = strcspn(name, "\n");
		buf_putc(w->out, '"');
		text_escape(w->out, name, length);
		name += length + 1;
		buf_puts(w->out, name < end ? "\"," : "\"");
	}
	buf_puts(w->out, s->is_free[w->depth] ? "]" : "],\"additionalProperties\":false");
}

void jsonl_schema_close(struct jsonl *w)
{
	struct jsonl_schema *s = w->schema;
	if (s->skipped > 0) {
		s->skipped--;
		return;
	}
	if (w->depth == 0)
		return;
	if (s->scope[w->depth] == JSONL_OBJECT)
		put_required(w);
	buf_putc(w->out, '}');
	s->names_length = s->required[w->depth];
	w->depth--;
}
