#include "lexicon_rule.h"

#include <math.h>
#include <stddef.h>

/* How far a word looks, in words. */
enum {
	SUBJECT_BEFORE = 7,
	SUBJECT_AFTER = 4,
	EXPECT_AFTER = 5,
	NOT_BEFORE = 3,
	VERY_BEFORE = 2,
	NUMBER_APART = 6
};

/* Evidence in tenths, as in the word table. */
enum {
	AGAINST_EXPECTED = 26,
	RATING_MOVED = 24,
	NUMBERS_MOVED = 13,
	SIGN_TURNED = 20, /* "a profit of 5 compared with a loss of 3" */
	LOSS_WEIGHT = 8,  /* of LEX_BAD words from "loss" on: not costs and rates */
	OBJECTLESS_RAISE = 2,
	OBJECTLESS_CUT = 5
};

/* What scopes do to evidence. */
static const double negated = -0.8, despite = 0.3, before_but = 0.6, asked = 0.7;

static bool among(enum lexicon_class kind, unsigned set)
{
	return (set >> kind & 1) != 0;
}

#define SET(kind) (1U << (kind))
enum { SUBJECTS = SET(LEX_GOOD) | SET(LEX_BAD) };
#define MOVES (SET(LEX_UP) | SET(LEX_DOWN) | SET(LEX_RAISE) | SET(LEX_LOWER))

/* The nearest unit of SET before (STEP -1) or after I in its clause, at most FAR away; -1: none. */
static int nearest(const struct lexicon_text *t, int i, int step, int far, unsigned set)
{
	for (int k = i + step, n = 0; k >= 0 && k < t->count && n < far; k += step, n++) {
		if (t->unit[k].clause != t->unit[i].clause ||
			among(t->unit[k].kind, SET(LEX_BREAK)))
			return -1;
		if (among(t->unit[k].kind, set))
			return k;
	}
	return -1;
}

/* What stands before (and, for adverbs, right behind) changes what I says. */
static double scoped(const struct lexicon_text *t, int i, double value)
{
	int not_at = nearest(t, i, -1, NOT_BEFORE, SET(LEX_NOT));
	/* "not seen falling": the verb has it */
	if (not_at >= 0 && nearest(t, i, -1, i - not_at - 1, MOVES) < 0)
		value *= negated;
	int very = nearest(t, i, -1, VERY_BEFORE, SET(LEX_VERY));
	if (very < 0)
		very = nearest(t, i, 1, 1, SET(LEX_VERY));
	if (very >= 0)
		value *= t->unit[very].weight / 10.0;
	for (int k = i - 1; k >= 0 && t->unit[k].clause == t->unit[i].clause; k--)
		if (t->unit[k].kind == LEX_DESPITE)
			return value * despite;
	for (int k = i + 1; k < t->count; k++)
		if (t->unit[k].kind == LEX_BUT)
			return value * before_but;
	return value;
}

/*
 * +1 or -1: is more of the thing at K, which I is about, good? Nothing named: yes. Its own evidence
 * is spent.
 */
static int polarity(struct lexicon_text *t, int i, int k)
{
	if (k < 0)
		return 1;
	t->unit[i].subject = k;
	t->unit[k].used = true;
	return t->unit[k].kind == LEX_BAD ? -1 : 1;
}

/* The subject of "Operating loss was 5 mn, down from 8 mn": the first of the clause before. */
static int subject_of_clause_before(const struct lexicon_text *t, int i)
{
	int k = i - 1;
	if (k < 0 || t->unit[k].clause != t->unit[i].clause - 1)
		return -1; /* I is not the first of its clause */
	int found = -1;
	for (; k >= 0 && t->unit[k].clause == t->unit[i].clause - 1; k--) {
		if (among(t->unit[k].kind, MOVES | SET(LEX_BEAT) | SET(LEX_MISS)))
			return -1; /* that one has its own */
		if (among(t->unit[k].kind, SUBJECTS))
			found = k;
	}
	return found;
}

/* "profit fell", "a fall in profit", "higher costs" */
static double direction(struct lexicon_text *t, int i)
{
	const struct lexicon_unit *u = &t->unit[i];
	bool up = u->kind == LEX_UP || u->kind == LEX_MORE;
	bool adjective = u->kind == LEX_MORE || u->kind == LEX_LESS;
	int before = nearest(t, i, -1, SUBJECT_BEFORE, SUBJECTS);
	int after = nearest(t, i, 1, u->of || adjective ? SUBJECT_AFTER : 2, SUBJECTS);
	if (!adjective && i > 0 && among(t->unit[i - 1].kind, MOVES) &&
		t->unit[i - 1].clause == u->clause)
		return 0; /* "jumps up": said already */
	int subject = u->of || adjective ? (after >= 0 ? after : before)
		      : before >= 0	 ? before
					 : after;
	if (adjective && subject < 0)
		return 0;
	if (subject < 0)
		subject = subject_of_clause_before(t, i);
	/* "stocks extend losses": a good thing's loss is no loss that shrinks */
	double value = (up ? 1 : -1) * polarity(t, i, subject) * u->weight;
	int percent = nearest(t, i, 1, 4, SET(LEX_NUMBER));
	bool large = percent >= 0 && t->unit[percent].percent && t->unit[percent].number >= 5;
	return large ? value * 1.2 : value;
}

/* "raises guidance", "price target cut", "cut to sell" */
static double moved(struct lexicon_text *t, int i)
{
	bool raised = t->unit[i].kind == LEX_RAISE;
	int to = nearest(t, i, 1, 3, SET(LEX_TO));
	int rating =
		to >= 0 ? nearest(t, to, 1, 2, SET(LEX_BUY) | SET(LEX_HOLD) | SET(LEX_SELL)) : -1;
	if (rating >= 0) {
		t->unit[rating].used = true;
		bool buy = t->unit[rating].kind == LEX_BUY, sell = t->unit[rating].kind == LEX_SELL;
		return buy ? RATING_MOVED : sell || !raised ? -RATING_MOVED : RATING_MOVED / 2.0;
	}
	int before = nearest(t, i, -1, 1, SUBJECTS);
	int after = nearest(t, i, 1, SUBJECT_AFTER, SUBJECTS);
	int passive = before < 0 && after < 0 ? nearest(t, i, -1, SUBJECT_BEFORE, SUBJECTS) : -1;
	/* "stocks extend losses" is about losses, "rate cut hopes lift stocks" about the rate */
	int subject = after == i + 1 || before < 0 ? after : before;
	subject = subject >= 0 ? subject : passive;
	if (subject < 0)
		return raised ? OBJECTLESS_RAISE : -OBJECTLESS_CUT;
	return (raised ? 1 : -1) * polarity(t, i, subject) * t->unit[i].weight;
}

/* "beats estimates", "above expectations", "losses smaller than expected" */
static double against(struct lexicon_text *t, int i)
{
	bool beat = t->unit[i].kind == LEX_BEAT;
	int move = t->unit[i].weight == 0 ? nearest(t, i, -1, 2, MOVES) : -1;
	int expected = nearest(t, i, 1, EXPECT_AFTER, SET(LEX_EXPECT));
	int before = nearest(t, i, -1, SUBJECT_BEFORE, SUBJECTS);
	int subject = expected >= 0 && before < 0 ? nearest(t, expected, 1, 3, SUBJECTS) : before;
	if (expected < 0) {
		int rivals = nearest(t, i, 1, 3, SET(LEX_GOOD)); /* "profit beats forecast" */
		expected = t->unit[i].weight > 0 ? rivals : -1;
	}
	if (move >= 0 &&
		expected >= 0) { /* "falls less than expected": the verb's way, or the other */
		bool up = among(t->unit[move].kind, SET(LEX_UP) | SET(LEX_RAISE));
		return (up == beat ? 1 : -1) * polarity(t, i, before) * AGAINST_EXPECTED / 2.0;
	}
	double weight = expected >= 0 ? AGAINST_EXPECTED : t->unit[i].weight;
	if (expected >= 0)
		t->unit[expected].used = true;
	return (beat ? 1 : -1) * polarity(t, i, weight > 0 ? subject : -1) * weight;
}

/* A rating where one is given; "to buy a rival" is none. */
static double rating(struct lexicon_text *t, int i)
{
	const struct lexicon_unit *u = &t->unit[i];
	int sign = u->kind == LEX_BUY ? 1 : u->kind == LEX_SELL ? -1 : 0;
	bool first = i == 0 || t->unit[i - 1].clause != u->clause;
	int rates = nearest(t, i, -1, 4, SET(LEX_RATES) | SET(LEX_UPGRADE) | SET(LEX_DOWNGRADE));
	int rated = nearest(t, i, 1, 1, SUBJECTS);
	if (rates >= 0 && t->unit[rates].kind != LEX_RATES)
		return 0; /* the upgrade says it */
	int to = nearest(t, i, -1, 1, SET(LEX_TO));
	bool picks = to > 0 && t->unit[to - 1].kind == LEX_GOOD; /* "stocks to buy" */
	return first || rates >= 0 || rated >= 0 || picks ? sign * u->weight : 0;
}

static double number_near(const struct lexicon_text *t, int i, int step)
{
	int k = nearest(t, i, step, NUMBER_APART, SET(LEX_NUMBER));
	return k >= 0 ? t->unit[k].number : (double)NAN;
}

/* "profit of $5 million from $3 million", "loss widens to 5 from 3", "2.4 vs 2.1" */
static double numbers(struct lexicon_text *t, int i)
{
	double is = number_near(t, i, -1), was = number_near(t, i, 1);
	if (t->unit[i].kind == LEX_FROM && isnan(is)) { /* "from 3 to 5" */
		int to = nearest(t, i, 1, NUMBER_APART, SET(LEX_TO));
		is = to >= 0 ? number_near(t, to, 1) : (double)NAN;
	}
	int subject = nearest(t, i, -1, SUBJECT_BEFORE + 3, SUBJECTS);
	int said = nearest(t, i, -1, SUBJECT_BEFORE + 3, MOVES | SET(LEX_BEAT) | SET(LEX_MISS));
	int then = nearest(t, i, 1, SUBJECT_AFTER, SUBJECTS);
	if (subject < 0)
		subject = subject_of_clause_before(t, i);
	if (subject >= 0 && then >= 0 && said < 0 && t->unit[subject].kind != t->unit[then].kind &&
		(t->unit[subject].weight >= LOSS_WEIGHT || t->unit[then].weight >= LOSS_WEIGHT)) {
		t->unit[then].used = true;
		return polarity(t, i, subject) * SIGN_TURNED;
	}
	if (isnan(is) || isnan(was) || subject < 0 || said >= 0 || (is <= was && is >= was))
		return 0;
	return (is > was ? 1 : -1) * polarity(t, i, subject) * NUMBERS_MOVED;
}

static double good(struct lexicon_text *t, int i)
{
	return t->unit[i].weight;
}

static double bad(struct lexicon_text *t, int i)
{
	return -t->unit[i].weight;
}

/* Classes without a row change or carry what these say. */
static double (*const meaning[LEX_CLASSES])(struct lexicon_text *t, int i) = {
	[LEX_UP] = direction,
	[LEX_DOWN] = direction,
	[LEX_MORE] = direction,
	[LEX_LESS] = direction,
	[LEX_RAISE] = moved,
	[LEX_LOWER] = moved,
	[LEX_BEAT] = against,
	[LEX_MISS] = against,
	[LEX_BUY] = rating,
	[LEX_SELL] = rating,
	[LEX_UPGRADE] = good,
	[LEX_POSITIVE] = good,
	[LEX_DOWNGRADE] = bad,
	[LEX_NEGATIVE] = bad,
	[LEX_FROM] = numbers,
	[LEX_VERSUS] = numbers,
};

/* Says VALUE at unit I, in its scope. */
static void say(struct lexicon_text *t, int i, double value, struct lexicon_evidence *e)
{
	if (value >= 0 && value <= 0)
		return;
	t->unit[i].value = scoped(t, i, value);
	if (t->unit[i].value > 0)
		e->positive += t->unit[i].value;
	else
		e->negative -= t->unit[i].value;
}

struct lexicon_evidence lexicon_weigh(struct lexicon_text *t)
{
	struct lexicon_evidence e = {0, 0, 0};
	for (int i = 0; i < t->count; i++) {
		if (t->unit[i].used && !among(t->unit[i].kind, MOVES))
			continue;
		if (meaning[t->unit[i].kind] != NULL)
			say(t, i, meaning[t->unit[i].kind](t, i), &e);
		if (t->unit[i].kind == LEX_NEUTRAL)
			e.neutral += t->unit[i].weight;
	}
	/* bad things of which nothing is said are bad news by themselves */
	for (int i = 0; i < t->count; i++)
		if (t->unit[i].kind == LEX_BAD && !t->unit[i].used)
			say(t, i, -t->unit[i].weight, &e);
	if (t->question) {
		e.positive *= asked;
		e.negative *= asked;
	}
	return e;
}
