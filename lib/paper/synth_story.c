#include "synth_story.h"

#include <stdio.h>
#include <string.h>

#include "array.h"
#include "num.h"
#include "rng.h"
#include "text.h"

/*
 * The tokens: {N} the name as headlines write it, {F} the full name, {X} the exchange, {S} the
 * symbol, {P} the product, {B} a bank, {A} billions, {C} a percentage, {T} a price target.
 */
struct template
{
	const char *title, *summary;
};

static const struct template good_news[] = {
	{"{B} upgrades {N} to buy, citing strong demand and accelerating growth",
		"Shares of {F} ({X}: {S}) rallied after {B} upgraded the stock to buy from hold "
		"and raised its price "
		"target to ${T}, citing robust {P} demand and improving margins."},
	{"{N} shares surge as record {P} demand tops expectations",
		"{F} ({X}: {S}) jumped after strong {P} orders beat expectations. The company sees "
		"growth accelerating."},
	{"{N} wins ${A} billion contract, stock climbs",
		"{F} ({X}: {S}) gained after winning a ${A} billion {P} contract, its largest "
		"award in years, a boost to "
		"profit growth."},
	{"{N} raises full-year outlook on strong {P} demand",
		"{F} ({X}: {S}) raised its outlook for the year, {C}% above expectations, on "
		"strong {P} demand and higher "
		"margins. Shares rose."},
	{"{N} announces ${A} billion share buyback and raises dividend, shares rise",
		"The board of {F} ({X}: {S}) approved a ${A} billion buyback and a {C}% higher "
		"dividend on strong cash "
		"flow. Shares climbed."},
	{"{N} soars after winning regulatory approval for new {P} business",
		"Regulators approved the new {P} business of {F} ({X}: {S}), clearing the way for "
		"strong growth. Shares "
		"soared."},
	{"{N} extends gains as analysts turn bullish on {P} growth",
		"{F} ({X}: {S}) rose further as {B} and others raised price targets, citing upbeat "
		"{P} growth."},
	{"{N} beats quarterly profit estimates, shares jump",
		"{F} ({X}: {S}) reported quarterly earnings {C}% above estimates on record {P} "
		"revenue."},
};

static const struct template bad_news[] = {
	{"{B} downgrades {N} to sell, warns of weak demand and slowing growth",
		"Shares of {F} ({X}: {S}) fell after {B} downgraded the stock to sell from hold "
		"and cut its price target to "
		"${T}, warning of weak {P} demand and shrinking margins."},
	{"{N} shares plunge as regulators open fraud investigation",
		"{F} ({X}: {S}) tumbled after regulators opened an investigation into alleged "
		"accounting fraud in its {P} "
		"business."},
	{"{N} slumps after {P} recall over safety defects",
		"{F} ({X}: {S}) dropped after a recall of {P} products over safety defects. The "
		"loss could exceed ${A} "
		"billion."},
	{"{N} cuts full-year outlook, warns of falling {P} demand",
		"{F} ({X}: {S}) cut its outlook for the year by {C}%, warning of weak {P} demand "
		"and rising costs. Shares "
		"fell."},
	{"{N} hit with ${A} billion lawsuit, shares tumble",
		"{F} ({X}: {S}) fell sharply after a ${A} billion lawsuit over its {P} business "
		"raised fears of heavy "
		"losses."},
	{"{N} loses major {P} contract, stock sinks",
		"{F} ({X}: {S}) sank after losing a ${A} billion {P} contract to a rival, a blow "
		"to profit."},
	{"{N} slumps further as analysts cut targets on weak {P} demand",
		"{F} ({X}: {S}) fell further as {B} and others cut price targets, citing "
		"disappointing {P} demand."},
	{"{N} misses quarterly profit estimates, shares drop",
		"{F} ({X}: {S}) reported quarterly earnings {C}% below estimates on weak {P} "
		"revenue."},
};

static const struct template plain_news[] = {
	{"{N} to present at technology conference next week",
		"{F} ({X}: {S}) said its chief financial officer will speak at a conference next "
		"week."},
	{"{N} names new head of investor relations",
		"{F} ({X}: {S}) made the appointment effective next month."},
	{"What to know about {N} this week", "A look at the calendar of {F} ({X}: {S})."},
	{"{N} to hold annual meeting in May", "{F} ({X}: {S}) set the date of its annual meeting."},
};

static const struct template paper_market_news[] = {
	{"Treasury yields little changed ahead of Fed minutes",
		"Bond traders waited for the minutes."},
	{"Stocks mixed in early trading as investors weigh data",
		"The main indexes were little changed."},
	{"Oil steady before inventory report", "Crude futures were little changed."},
	{"Dollar flat in quiet session", "Currency markets were calm."},
};

/* Invented names: a real bank must not get an invented opinion. */
static const char *const banks[] = {
	"Quillmark Research", "Thornquist Partners", "Calder & Moss", "Ostrander & Vale"};

int synth_regime(uint64_t seed, size_t company)
{
	static const int signs[] = {1, -1, 1, -1, 0};
	size_t rank = 0;
	uint64_t mine = rng_hash(seed, 11, company);
	for (size_t i = 0; i < synth_company_count; i++)
		rank += rng_hash(seed, 11, i) < mine;
	return synth_company_table[company].product == NULL ? 1 : signs[rank % array_size(signs)];
}

/* The value of a token. The result points to TEXT or into the tables. */
static const char *token_value(
	char token, const struct synth_company *c, uint64_t word, char text[static NUM_TEXT_SIZE])
{
	double u = rng_unit_of(rng_mix(word ^ (unsigned char)token));
	switch (token) {
	case 'N':
		return c->short_name;
	case 'F':
		return c->name;
	case 'X':
		return c->exchange;
	case 'S':
		return c->symbol;
	case 'P':
		return c->product;
	case 'B':
		return banks[(size_t)(u * array_size(banks))];
	case 'A':
		(void)snprintf(text, NUM_TEXT_SIZE, "%.1f", 1.2 + 8 * u);
		return text;
	case 'C':
		(void)snprintf(text, NUM_TEXT_SIZE, "%d", 4 + (int)(14 * u));
		return text;
	case 'T':
		(void)snprintf(text, NUM_TEXT_SIZE, "%.0f", c->price * (.8 + .5 * u));
		return text;
	default:
		return "";
	}
}

static void expand(
	const char *template, const struct synth_company *c, uint64_t word, char *out, size_t size)
{
	size_t used = 0;
	for (const char *p = template; *p != '\0' && used + 1 < size; p++) {
		if (p[0] != '{') {
			out[used++] = *p;
			continue;
		}
		char text[NUM_TEXT_SIZE];
		const char *value = token_value(p[1], c, word, text);
		size_t length = strlen(value);
		if (length > size - 1 - used)
			length = size - 1 - used;
		memcpy(out + used, value, length);
		used += length;
		p += 2; /* the letter and the brace */
	}
	out[used] = '\0';
}

enum { COMPANIES_MAX = 64 }; /* above the length of the table */

struct news_desk {
	uint64_t seed;
	size_t day;
	const struct session *session;
	struct rng rng;
	struct synth_story *out;
	size_t count;
	uint64_t serial;
	bool told[COMPANIES_MAX]; /* companies that had a story that moves their price */
};

static struct synth_story *write_story(
	struct news_desk *d, const struct template *t, size_t company, int sign, struct instant at)
{
	static const struct synth_company no_company = {
		.short_name = "", .name = "", .exchange = "", .symbol = "", .product = ""};
	if (d->count == SYNTH_STORIES_MAX)
		return NULL;
	struct synth_story *s = &d->out[d->count++];
	*s = (struct synth_story){
		.published = at, .company = company, .sign = sign, .serial = d->serial++};
	s->feed = (int)rng_below(&d->rng, SYNTH_FEEDS);
	const struct synth_company *c =
		company < synth_company_count ? &synth_company_table[company] : &no_company;
	uint64_t word = rng_next(&d->rng);
	expand(t->title, c, word, s->title, sizeof s->title);
	expand(t->summary, c, word, s->summary, sizeof s->summary);
	return s;
}

/* Writes the same report in the next feed, one to three minutes later. */
static void copy_story(struct news_desk *d, const struct synth_story *first)
{
	if (first == NULL || d->count == SYNTH_STORIES_MAX)
		return;
	struct synth_story *s = &d->out[d->count++];
	*s = *first;
	s->feed = (first->feed + 1) % SYNTH_FEEDS;
	s->moves = false;
	s->published =
		instant_add(first->published, (int64_t)(60 + rng_below(&d->rng, 120)) * SECOND_US);
}

/*
 * What follows the first move within AFTER minutes: a drift in multiples of that move, or the same
 * in a single minute. The sum of weight * after is 0, so that a story has no mean effect on what
 * can still be traded.
 */
enum { AFTER = 120 };

static const struct aftermath {
	unsigned weight;
	double after;
} aftermaths[] = {
	[SYNTH_CONTINUES] = {4, .6},
	[SYNTH_STAYS] = {3, 0},
	[SYNTH_FADES] = {3, -.3},
	[SYNTH_REVERSES] = {1, -1},
	[SYNTH_GAPS] = {1, -.5},
};

/* The factor on the noise in these minutes: the shapes are a third of its variance. */
#define NOISE_AFTER .81

static enum synth_shape draw_shape(struct news_desk *d)
{
	unsigned total = 0;
	for (size_t i = 0; i < array_size(aftermaths); i++)
		total += aftermaths[i].weight;
	unsigned drawn = (unsigned)rng_below(&d->rng, total);
	size_t shape = 0;
	while (drawn >= aftermaths[shape].weight)
		drawn -= aftermaths[shape++].weight;
	return (enum synth_shape)shape;
}

/*
 * The sign of the next story of a company, in the order of time. On the first day its first story
 * has the sign of the regime in 4 of 5 cases; all others are random, because a story that could be
 * guessed from the one before would be something to trade on.
 */
static int direction(struct news_desk *d, size_t company)
{
	int regime = d->day == 0 && !d->told[company] ? synth_regime(d->seed, company) : 0;
	bool against = rng_unit(&d->rng) < .2;
	int whim = rng_unit(&d->rng) < .5 ? 1 : -1;
	d->told[company] = true;
	return regime == 0 ? whim : against ? -regime : regime;
}

/* A further story of a company on the same day moves its price by this part of the usual. */
#define AGAIN .4

/* Writes a report that moves the price, often its copy, and a second report some minutes later. */
static void cover(struct news_desk *d, size_t company, struct instant at)
{
	bool again = d->told[company];
	int sign = direction(d, company);
	const struct template *table = sign > 0 ? good_news : bad_news;
	size_t kinds = sign > 0 ? array_size(good_news) : array_size(bad_news);
	/* The last template is about earnings, which opt-dispatch does not trade on. */
	size_t kind = rng_unit(&d->rng) < .08 ? kinds - 1 : (size_t)rng_below(&d->rng, kinds - 1);
	struct synth_story *s = write_story(d, &table[kind], company, sign, at);
	if (s == NULL)
		return;
	s->moves = true;
	s->shape = draw_shape(d);
	s->gap_minute = (int)rng_below(&d->rng, AFTER);
	double strength =
		synth_company_table[company].volatility * rng_between(&d->rng, .028, .042);
	s->move = strength < .004 ? .004 : strength > .015 ? .015 : strength;
	s->move *= again ? AGAIN : 1;
	if (rng_unit(&d->rng) < .6)
		copy_story(d, s);
	struct instant later =
		instant_add(at, (int64_t)(240 + rng_below(&d->rng, 180)) * SECOND_US);
	size_t second = (kind + 1 + (size_t)rng_below(&d->rng, kinds - 2)) % (kinds - 1);
	(void)write_story(d, &table[second], company, sign, later);
}

/* The companies in the news today: all tracked ones in a random order, others between them. */
enum { CAST = 2 * SYNTH_TRACKED };

#define CHEAP 60 /* dollars */

static void choose_cast(struct news_desk *d, size_t cast[static CAST])
{
	size_t tracked[SYNTH_TRACKED], others[CAST - SYNTH_TRACKED] = {0}, n = 0;
	for (size_t i = 0; i < SYNTH_TRACKED; i++)
		tracked[i] = i;
	for (size_t i = SYNTH_TRACKED - 1; i > 0; i--) {
		size_t j = (size_t)rng_below(&d->rng, i + 1), kept = tracked[i];
		tracked[i] = tracked[j];
		tracked[j] = kept;
	}
	while (n < array_size(others)) {
		size_t pick = SYNTH_OTHERS +
			      (size_t)rng_below(&d->rng, synth_company_count - SYNTH_OTHERS);
		/* Two of three are cheap, so that a small account can buy their options. */
		bool taken = n % 3 > 0 && synth_company_table[pick].price > CHEAP;
		for (size_t i = 0; i < n; i++)
			taken = taken || others[i] == pick;
		if (!taken)
			others[n++] = pick;
	}
	for (size_t i = 0; i < CAST; i++)
		cast[i] = i % 2 == 1 ? others[i / 2] : tracked[i / 2];
}

static struct instant minute_of(const struct session *s, double share, uint64_t second)
{
	int64_t minutes = instant_diff_us(s->close, s->open) / MINUTE_US;
	return instant_add(s->open,
		(int64_t)(share * (double)minutes) * MINUTE_US + (int64_t)second * SECOND_US);
}

/* Writes a story about each company of CAST, in this order from FROM to TO of the session. */
static void write_cast(struct news_desk *d, const size_t cast[static CAST], double from, double to)
{
	double part = (to - from) / CAST;
	for (size_t i = 0; i < CAST; i++) {
		double share = from + part * (double)i + rng_between(&d->rng, 0, part / 2);
		cover(d, cast[i], minute_of(d->session, share, rng_below(&d->rng, 20)));
	}
}

static void write_movers(struct news_desk *d)
{
	enum { BUSY_DIGIT = 5, LATE_DIGIT = 6, BUSY_CASTS = 3, EARLY = 3, LATE = 2 };
	const uint64_t mood = d->seed % 10;
	const double first = .03, last = mood == LATE_DIGIT ? .95 : .84;
	size_t cast[CAST];
	/* Some of the others have news before the open; their prices move in the first minute. */
	for (size_t i = 0; i < EARLY; i++) {
		size_t company = SYNTH_OTHERS +
				 (size_t)rng_below(&d->rng, synth_company_count - SYNTH_OTHERS);
		struct instant at = instant_add(
			d->session->open, -(int64_t)(10 + rng_below(&d->rng, 40)) * MINUTE_US);
		cover(d, company, at);
	}
	int casts = mood == BUSY_DIGIT || mood == LATE_DIGIT ? BUSY_CASTS : 1;
	double part = (last - first) / casts;
	for (int k = 0; k < casts; k++) {
		choose_cast(d, cast);
		write_cast(d, cast, first + part * k, first + part * (k + 1));
	}
	/* Late in the session, two companies have another story that may contradict the first. */
	for (size_t i = 0; i < LATE; i++)
		cover(d, cast[i],
			minute_of(d->session, last + .04 * (double)i, rng_below(&d->rng, 20)));
}

static void write_the_rest(struct news_desk *d)
{
	enum { PLAIN = 16, MARKET = 6 };
	for (size_t i = 0; i < PLAIN + MARKET; i++) {
		int64_t seconds = -3 * 3600 + (int64_t)rng_below(&d->rng, 9 * 3600);
		struct instant at = instant_add(d->session->open, seconds * SECOND_US);
		size_t company = (size_t)rng_below(&d->rng, synth_company_count);
		if (i < PLAIN && synth_company_table[company].product != NULL)
			(void)write_story(d,
				&plain_news[rng_below(&d->rng, array_size(plain_news))], company, 0,
				at);
		else
			(void)write_story(d,
				&paper_market_news[rng_below(
					&d->rng, array_size(paper_market_news))],
				synth_company_count, 0, at);
	}
}

size_t synth_stories(uint64_t seed, const struct session *s, size_t day,
	struct synth_story out[static SYNTH_STORIES_MAX])
{
	struct news_desk d = {.seed = seed, .day = day, .session = s, .out = out};
	d.serial = (uint64_t)(uint32_t)s->day.days * 1000;
	rng_init(&d.rng, rng_hash(seed, 12, (uint64_t)(uint32_t)s->day.days));
	write_movers(&d);
	write_the_rest(&d);
	for (size_t i = 1; i < d.count;
		i++) { /* by time; a story and its copy never have the same time */
		struct synth_story story = out[i];
		size_t at = i;
		for (; at > 0 && instant_compare(out[at - 1].published, story.published) > 0; at--)
			out[at] = out[at - 1];
		out[at] = story;
	}
	return d.count;
}

void synth_push_init(struct synth_push *p)
{
	for (size_t m = 0; m < SYNTH_SESSION_MINUTES; m++) {
		p->drift[m] = 0;
		p->volume[m] = p->noise[m] = 1;
	}
}

/*
 * The volume of the minutes after a report in multiples of the usual one: the first readers, then
 * those who follow them.
 */
static const double surge[] = {1.6, 5.5, 4.2, 2.6, 2.2, 2.4, 5.0, 8.0, 6.5, 4.5, 5.5, 7.5, 4.0, 3.0,
	2.6, 2.3, 2.0, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2};

static bool is_minute(int64_t minute)
{
	return minute >= 0 && minute < SYNTH_SESSION_MINUTES;
}

static void push_drift(struct synth_push *p, int64_t minute, double drift)
{
	if (is_minute(minute))
		p->drift[minute] += drift;
}

/* Adds the later course of MOVE, after the first move, from minute BEGIN on. */
static void push_after(struct synth_push *p, const struct synth_story *story, int64_t begin,
	double move, double edge)
{
	double after = aftermaths[story->shape].after * move;
	bool gaps = story->shape == SYNTH_GAPS;
	for (int64_t k = 0; k < AFTER; k++) {
		double shape = !gaps ? after / AFTER : k == story->gap_minute ? after : 0;
		push_drift(p, begin + k, shape + edge * move / AFTER);
		if (is_minute(begin + k))
			p->noise[begin + k] *= NOISE_AFTER;
	}
}

void synth_push_add(
	struct synth_push *p, const struct synth_story *story, const struct session *s, double edge)
{
	enum { LEAK = 45 };
	if (!story->moves)
		return;
	int64_t since_open = instant_diff_us(story->published, s->open);
	/* The minute of the report; before the open, the first minute of the session. */
	int64_t at = since_open < 0 ? 0 : since_open / MINUTE_US;
	double move = (double)story->sign * story->move;
	/* Part of the move comes before the report, so that a chart shows it. */
	for (int64_t k = 1; k <= LEAK && since_open >= 0; k++)
		push_drift(p, at - k, .45 * move / LEAK);
	push_drift(p, at, move);
	push_after(p, story, at + 1, move, edge);
	for (size_t k = 0; k < array_size(surge); k++)
		if (is_minute(at + (int64_t)k))
			p->volume[at + (int64_t)k] *= surge[k];
}
