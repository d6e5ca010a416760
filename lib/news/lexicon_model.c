#include "lexicon_model.h"

#include <math.h>
#include <string.h>

enum { NUMBERS_MAX = 4, VERSION = 1 };

static const double million = 1e6;

static uint32_t bucket_of(uint32_t key)
{
	return key >> (LEXICON_KEY_BITS - LEXICON_BUCKET_BITS);
}

/* All places of a bucket at once, in the form that both compilers take for every processor. */
typedef uint32_t places __attribute__((vector_size(sizeof(struct lexicon_bucket))));
typedef int32_t sums __attribute__((vector_size(sizeof(struct lexicon_bucket))));

static void add_weights(
	const struct lexicon_weights *w, const uint32_t *key, int count, int out[static POLES])
{
	sums negative = {0}, positive = {0};
	for (int i = 0; i < count; i++) {
		places place;
		memcpy(&place, &w->bucket[bucket_of(key[i])], sizeof place);
		place &= (places)((place ^ key[i] << 16) >> 16 == 0);
		negative += (sums)(place << 24) >> 24;
		positive += (sums)(place << 16) >> 24;
	}
	out[POLE_NEGATIVE] = out[POLE_POSITIVE] = 0;
	for (int i = 0; i < BUCKET_KEYS; i++) {
		out[POLE_NEGATIVE] += negative[i];
		out[POLE_POSITIVE] += positive[i];
	}
}

void lexicon_weights_get(const struct lexicon_weights *w, uint32_t key, int out[static POLES])
{
	add_weights(w, &key, 1, out);
}

bool lexicon_weights_set(struct lexicon_weights *w, uint32_t key, const int8_t weight[static POLES])
{
	uint16_t tag = (uint16_t)key;
	if (key >> LEXICON_KEY_BITS != 0 || tag == 0)
		return false;
	uint32_t *place = w->bucket[bucket_of(key)].place;
	int i = 0;
	while (i < BUCKET_KEYS && place[i] >> 16 != 0 && place[i] >> 16 != tag)
		i++;
	if (i == BUCKET_KEYS || place[i] >> 16 == tag)
		return false;
	place[i] = (uint32_t)tag << 16 | (uint32_t)(uint8_t)weight[POLE_POSITIVE] << 8 |
		   (uint8_t)weight[POLE_NEGATIVE];
	w->keys++;
	return true;
}

double lexicon_feature_scale(const struct lexicon_features *f)
{
	return f->count > 0 ? 1 / sqrt(f->count) : 0;
}

void lexicon_logits(
	const struct lexicon_weights *w, const struct lexicon_features *f, double out[static POLES])
{
	int hashed[POLES];
	add_weights(w, f->key, f->count, hashed);
	double scale = lexicon_feature_scale(f) * (double)w->step;
	for (int pole = 0; pole < POLES; pole++) {
		double sum = 0;
		for (int i = 0; i < RULE_FEATURES; i++)
			sum += (double)(f->rule[i] *
					(w->rule[0][i][pole] + w->rule[1 + f->style][i][pole]));
		out[pole] = (double)w->sharp * (sum + scale * hashed[pole]);
	}
}

/*
 * Reads WANT numbers after NAME; each has at most about 32 bits. Returns false when *LINE has
 * another form.
 */
static bool read_line(
	const char **line, const char *name, int want, int64_t number[static NUMBERS_MAX])
{
	size_t length = strlen(name);
	const char *p = *line;
	if (strncmp(p, name, length) != 0)
		return false;
	p += length;
	for (int i = 0; i < want; i++) {
		if (*p++ != ' ')
			return false;
		bool minus = *p == '-';
		p += minus;
		if (*p < '0' || *p > '9')
			return false;
		int64_t value = 0;
		for (; *p >= '0' && *p <= '9'; p++) {
			if (value > UINT32_MAX)
				return false;
			value = value * 10 + (*p - '0');
		}
		number[i] = minus ? -value : value;
	}
	if (*p != '\n')
		return false;
	*line = p + 1;
	return true;
}

static bool within(int64_t n, int64_t least, int64_t most)
{
	return n >= least && n <= most;
}

static bool take_rule(struct lexicon_weights *w, const int64_t n[static NUMBERS_MAX])
{
	if (!within(n[0], 0, STYLES) || !within(n[1], 0, RULE_FEATURES - 1))
		return false;
	for (int pole = 0; pole < POLES; pole++)
		w->rule[n[0]][n[1]][pole] = (float)((double)n[2 + pole] / million);
	return true;
}

/* The state of the parser. */
struct weights_reading {
	int64_t keys_wanted, key; /* of the last line */
};

static bool take_key(
	struct lexicon_weights *w, struct weights_reading *r, const int64_t n[static NUMBERS_MAX])
{
	r->keys_wanted--;
	r->key += n[0];
	if (!within(n[0], 0, UINT32_MAX) || !within(r->key, 0, UINT32_MAX) ||
		!within(n[1], INT8_MIN, INT8_MAX) || !within(n[2], INT8_MIN, INT8_MAX))
		return false;
	const int8_t weight[POLES] = {(int8_t)n[1], (int8_t)n[2]};
	return lexicon_weights_set(w, (uint32_t)r->key, weight);
}

static bool take_line(struct lexicon_weights *w, const char **p, struct weights_reading *r)
{
	int64_t n[NUMBERS_MAX];
	if (read_line(p, "+", 3, n))
		return take_key(w, r, n);
	if (read_line(p, "rule", 4, n))
		return take_rule(w, n);
	if (read_line(p, "step", 1, n))
		w->step = (float)((double)n[0] / million);
	else if (read_line(p, "sharp", 1, n))
		w->sharp = (float)((double)n[0] / million);
	else if (read_line(p, "lexicon-weights", 2, n) && n[0] == VERSION)
		r->keys_wanted += n[1];
	else
		return false;
	return true;
}

int lexicon_weights_parse(struct lexicon_weights *w, const char *text, struct error *err)
{
	struct weights_reading r = {0, 0};
	memset(w, 0, sizeof *w);
	for (int line = 1; *text != '\0'; line++) {
		if (*text == '#' || *text == '\n') {
			const char *end = strchr(text, '\n');
			text = end != NULL ? end + 1 : "";
		} else if (!take_line(w, &text, &r)) {
			return error_set(
				err, ERROR_DATA, "not a line of lexicon weights: line %d", line);
		}
	}
	if (r.keys_wanted != 0 || !(w->step > 0) || !(w->sharp > 0))
		return error_set(err, ERROR_DATA, "the lexicon weights are incomplete");
	return 0;
}
