#include "lexicon_rule.h"

#include <math.h>
#include <stddef.h>

/* How many words away a rule searches. */
enum {
	SUBJECT_BEFORE = 7,
	SUBJECT_AFTER = 4,
	EXPECT_AFTER = 5,
	NOT_BEFORE = 3,
	VERY_BEFORE = 2,
	NUMBER_APART = 6,
	BRACKET_APART = 2 /* "EUR 5 mn ( EUR 3 mn )": units from the bracket to the number */
};

/* Evidence in tenths, as in the word table. */
enum {
	AGAINST_EXPECTED = 26,
	RATING_MOVED = 24,
	NUMBERS_MOVED = 18,
	UNNAMED_MOVED = 12,
	SIGN_TURNED = 20, /* "a profit of 5 compared with a loss of 3" */
	MORE_BY = 14,	  /* "5 % more than a year ago" */
	SIGNED = 12,	  /* "-3 %" */
	/* LEX_GOOD words from this weight on can turn into a loss: not sales and shares */
	RESULT_WEIGHT = 1,
	LOSS_WEIGHT = 8, /* LEX_BAD words from this weight on are losses: not costs and rates */
	OBJECTLESS_RAISE = 2,
	OBJECTLESS_CUT = 5
};

/* The factor that each scope applies to evidence. */
static const double negated = -0.8, despite = 0.3, before_but = 0.6, asked = 0.7;

static bool among(enum lexicon_class kind, unsigned set)
{
	return (set >> kind & 1) != 0;
}

#define SET(kind) (1U << (kind))
enum { SUBJECTS = SET(LEX_GOOD) | SET(LEX_BAD) };
#define MOVES (SET(LEX_UP) | SET(LEX_DOWN) | SET(LEX_RAISE) | SET(LEX_LOWER))

/*
 * Returns the nearest unit of SET before (STEP -1) or after I in its clause, at most FAR words
 * away; -1: there is none. Articles and auxiliaries, which headlines leave out, do not count as
 * distance.
 */
static int nearest(const struct lexicon_text *t, int i, int step, int far, unsigned set)
{
	for (int k = i + step, n = 0; k >= 0 && k < t->count && n < far;
		n += t->unit[k].kind != LEX_LINK, k += step) {
		if (t->unit[k].clause != t->unit[i].clause ||
			among(t->unit[k].kind, SET(LEX_BREAK)))
			return -1;
		if (among(t->unit[k].kind, set))
			return k;
	}
	return -1;
}

/* Applies the words before I, and an adverb right after I, to the VALUE of I. */
static double scoped(const struct lexicon_text *t, int i, double value)
{
	int not_at = nearest(t, i, -1, NOT_BEFORE, SET(LEX_NOT));
	/* "not seen falling": the verb between takes the "not" */
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
 * Returns 1 when it is good that the quantity at K, which I is about, grows, and -1 when it is bad;
 * 1 when there is no K. The evidence of K itself is used up.
 */
static int polarity(struct lexicon_text *t, int i, int k)
{
	if (k < 0)
		return 1;
	t->unit[i].subject = k;
	t->unit[k].used = true;
	return t->unit[k].kind == LEX_BAD ? -1 : 1;
}

/*
 * Finds the subject of "Operating loss was 5 mn, down from 8 mn": the first one of the clause
 * before.
 */
static int subject_of_clause_before(const struct lexicon_text *t, int i)
{
	int k = i - 1;
	while (k >= 0 && i - k <= 2 && t->unit[k].clause == t->unit[i].clause &&
		among(t->unit[k].kind, SET(LEX_LINK) | SET(LEX_VERY)))
		k--; /* ", which has clearly risen" */
	if (k < 0 || t->unit[k].clause != t->unit[i].clause - 1)
		return -1; /* I does not start its clause */
	int found = -1;
	for (; k >= 0 && t->unit[k].clause == t->unit[i].clause - 1; k--) {
		if (among(t->unit[k].kind, MOVES | SET(LEX_BEAT) | SET(LEX_MISS)))
			return -1; /* that verb has its own subject */
		if (among(t->unit[k].kind, SUBJECTS))
			found = k;
	}
	return found;
}

/*
 * Returns the quantity that the number at K gives: named before K in its clause or in the clause
 * before; -1: none.
 */
static int subject_of_number(const struct lexicon_text *t, int k)
{
	for (int j = k - 1; j >= 0 && t->unit[j].clause >= t->unit[k].clause - 1; j--)
		if (among(t->unit[j].kind, SUBJECTS))
			return j;
	return -1;
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
		return 0; /* "jumps up": the verb before already counts */
	int subject = u->of || adjective ? (after >= 0 ? after : before)
		      : before >= 0	 ? before
					 : after;
	if (adjective && subject < 0)
		return 0;
	if (subject < 0)
		subject = subject_of_clause_before(t, i);
	/* "stocks extend losses": losses are bad here though they belong to something good */
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
		/* "profit beats forecast"; "rises less than forecast" */
		int rivals = nearest(t, i, 1, 3, SET(LEX_GOOD));
		bool said = t->unit[i].weight > 0 || (move >= 0 && rivals == i + 1);
		expected = said ? rivals : -1;
	}
	if (move >= 0 && expected >= 0) {
		/* "falls less than expected": the direction of the verb, or the opposite */
		bool up = among(t->unit[move].kind, SET(LEX_UP) | SET(LEX_RAISE));
		return (up == beat ? 1 : -1) * polarity(t, i, before) * AGAINST_EXPECTED / 2.0;
	}
	double weight = expected >= 0 ? AGAINST_EXPECTED : t->unit[i].weight;
	int by = expected < 0 ? nearest(t, i, -1, 1, SET(LEX_NUMBER)) : -1;
	if (by >= 0 && t->unit[by].percent && t->unit[i].weight == 0) {
		weight = MORE_BY; /* "5 % less than a year ago" */
		subject = before >= 0 ? before : subject_of_number(t, by);
		t->moved = (beat ? 1 : -1) * polarity(t, i, subject);
	}
	if (expected >= 0)
		t->unit[expected].used = true;
	return (beat ? 1 : -1) * polarity(t, i, weight > 0 ? subject : -1) * weight;
}

/* A rating where the text gives one; "to buy a rival" is not a rating. */
static double rating(struct lexicon_text *t, int i)
{
	const struct lexicon_unit *u = &t->unit[i];
	int sign = u->kind == LEX_BUY ? 1 : u->kind == LEX_SELL ? -1 : 0;
	bool first = i == 0 || t->unit[i - 1].clause != u->clause;
	int rates = nearest(t, i, -1, 4, SET(LEX_RATES) | SET(LEX_UPGRADE) | SET(LEX_DOWNGRADE));
	int rated = nearest(t, i, 1, 1, SUBJECTS);
	if (rates >= 0 && t->unit[rates].kind != LEX_RATES)
		return 0; /* the upgrade already counts */
	int to = nearest(t, i, -1, 1, SET(LEX_TO));
	bool picks = to > 0 && t->unit[to - 1].kind == LEX_GOOD; /* "stocks to buy" */
	return first || rates >= 0 || rated >= 0 || picks ? sign * u->weight : 0;
}

/*
 * Returns the number before unit I, in its clause or the one before ("was 5 mn , compared to 3").
 */
static int number_before(const struct lexicon_text *t, int i)
{
	for (int k = i - 1, n = 0;
		k >= 0 && n < NUMBER_APART && t->unit[k].clause >= t->unit[i].clause - 1;
		n += t->unit[k].kind != LEX_LINK, k--)
		if (t->unit[k].kind == LEX_NUMBER)
			return k;
	return -1;
}

/* Whether a verb between units A and B already gives the direction. */
static bool moves_between(const struct lexicon_text *t, int a, int b)
{
	for (int k = a + 1; k < b; k++)
		if (among(t->unit[k].kind, MOVES | SET(LEX_BEAT) | SET(LEX_MISS)))
			return true;
	return false;
}

/*
 * Weighs the change from WAS to IS of the quantity at SUBJECT. A quantity without a name that is
 * compared with another value is assumed to be better when it is greater ("filled 67 % of its seats
 * , against 70 %"). No such assumption is made for a change "from" one value "to" another.
 */
static double changed(struct lexicon_text *t, int i, int subject, int is, int was)
{
	if (is < 0 || was < 0 || t->unit[is].percent != t->unit[was].percent ||
		(subject < 0 && t->unit[i].kind != LEX_VERSUS))
		return 0;
	double now = t->unit[is].number, then = t->unit[was].number;
	if (now <= then && now >= then)
		return 0;
	t->moved = (now > then ? 1 : -1) * polarity(t, i, subject);
	return t->moved * (subject < 0 ? UNNAMED_MOVED : NUMBERS_MOVED);
}

/*
 * Whether one of A and B is a result and the other a loss: a profit after a loss, or a loss after a
 * profit.
 */
static bool turns(const struct lexicon_text *t, int a, int b)
{
	if (a < 0 || b < 0 || t->unit[a].kind == t->unit[b].kind)
		return false;
	int good = t->unit[a].kind == LEX_GOOD ? a : b, bad = good == a ? b : a;
	return t->unit[good].weight >= RESULT_WEIGHT && t->unit[bad].weight >= LOSS_WEIGHT;
}

/* "profit of $5 million from $3 million", "loss widens to 5 from 3", "2.4 vs 2.1" */
static double numbers(struct lexicon_text *t, int i)
{
	int is = number_before(t, i), was = nearest(t, i, 1, NUMBER_APART, SET(LEX_NUMBER));
	int subject = nearest(t, i, -1, SUBJECT_BEFORE + 3, SUBJECTS);
	int then = nearest(t, i, 1, SUBJECT_AFTER, SUBJECTS);
	if (subject < 0)
		subject = subject_of_number(t, is >= 0 ? is : i);
	if (turns(t, subject, then) && !moves_between(t, subject, i)) {
		t->unit[then].used = true;
		t->moved = t->unit[subject].kind == LEX_BAD ? -1 : 1;
		return polarity(t, i, subject) * SIGN_TURNED;
	}
	int to = t->unit[i].kind == LEX_FROM ? nearest(t, i, 1, NUMBER_APART, SET(LEX_TO)) : -1;
	if (to >= 0 && (is < 0 || t->unit[is].percent)) /* "from 3 to 5" */
		is = nearest(t, to, 1, NUMBER_APART, SET(LEX_NUMBER));
	return moves_between(t, subject, i) ? 0 : changed(t, i, subject, is, was);
}

/* "turned a loss into a profit", "from a profit to a loss" */
static double turned(struct lexicon_text *t, int i)
{
	int before = nearest(t, i, -1, SUBJECT_BEFORE, SUBJECTS);
	int after = nearest(t, i, 1, SUBJECT_AFTER, SUBJECTS);
	if (!turns(t, before, after) || moves_between(t, before, i))
		return 0;
	t->unit[before].used = true;
	t->moved = t->unit[after].kind == LEX_BAD ? -1 : 1;
	return polarity(t, i, after) * SIGN_TURNED;
}

/* "EUR 5 mn ( EUR 3 mn )" and "-3 %" */
static double figure(struct lexicon_text *t, int i)
{
	int open = i;
	while (open > 0 && i - open < BRACKET_APART && !(t->unit[open].shape & SHAPE_BRACKET))
		open--;
	if (t->unit[open].shape & SHAPE_BRACKET && open > 0) {
		int is = number_before(t, open), subject = is < 0 ? -1 : subject_of_number(t, is);
		if (is >= 0 && i - is <= BRACKET_APART + 1 && subject >= 0 &&
			!moves_between(t, subject, is))
			return changed(t, i, subject, is, i);
	}
	if (!t->unit[i].percent || !(t->unit[i].shape & (SHAPE_PLUS | SHAPE_MINUS)) ||
		nearest(t, i, -1, 3, MOVES) >= 0)
		return 0;
	int subject = nearest(t, i, -1, SUBJECT_BEFORE, SUBJECTS);
	return (t->unit[i].shape & SHAPE_PLUS ? 1 : -1) * polarity(t, i, subject) * SIGNED;
}

static double good(struct lexicon_text *t, int i)
{
	return t->unit[i].weight;
}

static double bad(struct lexicon_text *t, int i)
{
	return -t->unit[i].weight;
}

/* Classes without a row modify or carry the meaning of these. */
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
	[LEX_TO] = turned,
	[LEX_NUMBER] = figure,
};

/* Adds VALUE, which unit I has before its scope is applied, to the evidence. */
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
	t->moved = 0;
	for (int i = 0; i < t->count; i++) {
		if (t->unit[i].used && !among(t->unit[i].kind, MOVES))
			continue;
		if (meaning[t->unit[i].kind] != NULL)
			say(t, i, meaning[t->unit[i].kind](t, i), &e);
		if (t->unit[i].kind == LEX_NEUTRAL)
			e.neutral += t->unit[i].weight;
	}
	/* bad things that no rule used are bad news by themselves */
	for (int i = 0; i < t->count; i++)
		if (t->unit[i].kind == LEX_BAD && !t->unit[i].used)
			say(t, i, -t->unit[i].weight, &e);
	if (t->question) {
		e.positive *= asked;
		e.negative *= asked;
	}
	return e;
}
