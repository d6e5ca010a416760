#include "ticker.h"

#include <stdlib.h>
#include <string.h>

#include "ticker_name.h"

enum {
	SLOT_STRICT = 1, /* a word: only with a company's word behind it */
	SLOT_SYMBOL = 2,
	SLOT_ALIAS = 4,	  /* given by hand */
	NAMES_COMMON = 3, /* a word that starts this many registered names is nobody's short name */
	SHORT_NAME = 3,	  /* letters up to which a name must be written in capitals */
	SYMBOL_LETTERS = 5,
	SLOTS_MIN = 4096,
	SLOTS_PER_ENTRY = 8,
};

/* Symbols are hashed apart from words. */
#define SYMBOL_BASIS UINT64_C(0x9e3779b97f4a7c15)

struct known {
	const char *name, *before, *after;
};

static const struct known known[] = {
#define KNOWN(name, before, after) {name, before, after},
#define STRICT(names)
#define BROKER(tickers)
#include "ticker_words.def"
#undef KNOWN
#undef STRICT
};

static const char *const strict[] = {
#define KNOWN(name, before, after)
#define STRICT(names) names,
#include "ticker_words.def"
#undef STRICT
#undef BROKER
};

static const char brokers[] =
#define STRICT(names)
#define BROKER(tickers) tickers
#include "ticker_words.def"
	;
#undef KNOWN
#undef STRICT
#undef BROKER

static const struct {
	const char *ticker, *names;
} aliases[] = {
#define ALIAS(ticker, names) {ticker, names},
#include "ticker_alias.def"
#undef ALIAS
};

/* What makes a company of a word: "Root Inc", "Box shares". */
static const char company_words[] =
	"inc corp corporation co company ltd plc llc group holdings shares stock ceo cfo";
static const char security_words[] = "stock shares calls puts options";
/* Words that go inside a name with a small letter. */
static const char joining_words[] = "of and the for de in";
static const char exchanges[] = "nasdaq nyse nysearca nyseamerican amex otc otcmkts otcqb otcqx "
				"cboe bats arca nyseamex ndaq";
/* In brackets these are what everybody else means by them. */
static const char acronyms[] = "ai it all on now so a ev pc us usa uk eu ceo cfo cto coo ipo etf "
			       "gdp cpi ppi sec fda ftc doj fed "
			       "ecb boe eps ebitda esg spac reit roi m&a r&d q1 q2 q3 q4 nasa opec "
			       "ota tv ad ads app aud cad eur "
			       "gbp usd jpy pr am pm sa best are cash dd dna data ego fast";
static const char rating_words[] = "upgrade upgrades upgraded upgrading downgrade downgrades "
				   "downgraded downgrading target targets rating ratings "
				   "overweight underweight outperform underperform analyst "
				   "analysts initiates initiated initiate coverage reiterates "
				   "reiterated maintains says say sees strategist strategists "
				   "recommends buy sell neutral note raises lifts cuts "
				   "forecasts expects economists economist warns";

static uint64_t mix(uint64_t hash)
{
	hash ^= hash >> 32;
	hash *= UINT64_C(0xd6e8feb86659fd93);
	return hash ^ hash >> 32;
}

static struct ticker_slot *slot_at(const struct ticker_matcher *m, uint64_t hash)
{
	hash = mix(hash);
	uint32_t tag = (uint32_t)(hash >> 32) | 1;
	size_t i = hash & (m->slot_count - 1);
	while (m->slots[i].tag != 0 && m->slots[i].tag != tag)
		i = (i + 1) & (m->slot_count - 1);
	return &m->slots[i];
}

static const struct ticker_slot *find(const struct ticker_matcher *m, uint64_t hash)
{
	const struct ticker_slot *slot = slot_at(m, hash);
	return slot->tag != 0 ? slot : NULL;
}

/* NULL: as full as it may be. */
static struct ticker_slot *insert(struct ticker_matcher *m, uint64_t hash)
{
	struct ticker_slot *slot = slot_at(m, hash);
	if (slot->tag != 0)
		return slot;
	if (m->used >= m->slot_count / 2)
		return NULL;
	m->used++;
	*slot = (struct ticker_slot){
		.tag = (uint32_t)(mix(hash) >> 32) | 1, .entry = -1, .word = -1};
	return slot;
}

static uint64_t symbol_hash(const char *symbol, size_t length)
{
	uint64_t hash = SYMBOL_BASIS;
	for (size_t i = 0; i < length; i++) {
		char c = symbol[i] >= 'a' && symbol[i] <= 'z' ? (char)(symbol[i] - 32) : symbol[i];
		hash = (hash ^ (unsigned char)(c == '-' ? '.' : c)) * UINT64_C(1099511628211);
	}
	return hash;
}

static int32_t find_symbol(const struct ticker_matcher *m, const char *symbol, size_t length)
{
	const struct ticker_slot *slot = find(m, symbol_hash(symbol, length));
	return slot != NULL ? slot->entry : -1;
}

static bool add_phrase(struct ticker_matcher *m, const struct ticker_token *t, size_t count,
	int32_t entry, uint8_t flags)
{
	if (count == 0)
		return true;
	struct ticker_slot *head = insert(m, t[0].hash);
	if (head == NULL)
		return false;
	head->longest = (uint8_t)(head->longest > count ? head->longest : count);
	uint64_t hash = t[0].hash;
	for (size_t i = 1; i < count; i++)
		hash = ticker_hash_join(hash, t[i].hash);
	struct ticker_slot *slot = insert(m, hash);
	if (slot == NULL)
		return false;
	if (slot->entry < 0) {
		slot->entry = entry;
		slot->flags |= flags;
	}
	return true;
}

static bool add_names(struct ticker_matcher *m, const char *names, int32_t entry)
{
	struct ticker_token t[TICKER_NAME_TOKENS_MAX];
	for (const char *p = names; *p != '\0';) {
		size_t n = strcspn(p, "|");
		size_t count = ticker_tokens(p, n, t, TICKER_NAME_TOKENS_MAX);
		for (size_t i = 0; i < count;
			i++) /* as they are met: "lowe's" is "lowes" to nobody who writes it so */
			t[i].hash = t[i].with_s;
		if (!add_phrase(m, t, count, entry, SLOT_ALIAS))
			return false;
		p += n + (p[n] == '|');
	}
	return true;
}

static bool add_words(struct ticker_matcher *m)
{
	struct ticker_token t[TICKER_TOKENS_MAX];
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		ticker_tokens(known[i].name, strlen(known[i].name), t, 1);
		struct ticker_slot *slot = insert(m, t[0].hash);
		if (slot == NULL)
			return false;
		slot->word = (int16_t)i;
	}
	for (size_t i = 0; i < sizeof strict / sizeof strict[0]; i++)
		for (const char *p = strict[i]; *p != '\0';) {
			size_t n = strcspn(p, " ");
			struct ticker_slot *slot =
				ticker_tokens(p, n, t, 1) == 1 ? insert(m, t[0].hash) : NULL;
			if (slot == NULL)
				return false;
			slot->flags |= slot->word < 0 ? SLOT_STRICT : 0;
			p += n + (p[n] == ' ');
		}
	return true;
}

static bool add_symbols(struct ticker_matcher *m)
{
	for (size_t i = 0; i < m->entry_count; i++) {
		const char *ticker = m->entries[i].ticker;
		struct ticker_slot *slot = insert(m, symbol_hash(ticker, strlen(ticker)));
		if (slot == NULL)
			return false;
		slot->flags |= SLOT_SYMBOL;
		if (slot->entry < 0)
			slot->entry = (int32_t)i;
	}
	return true;
}

static bool add_aliases(struct ticker_matcher *m)
{
	for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
		int32_t entry = find_symbol(m, aliases[i].ticker, strlen(aliases[i].ticker));
		if (entry >= 0 && !add_names(m, aliases[i].names, entry))
			return false;
	}
	for (size_t i = 0; i < m->entry_count; i++)
		if (m->entries[i].aliases != NULL &&
			!add_names(m, m->entries[i].aliases, (int32_t)i))
			return false;
	return true;
}

/* Registered names; how many of them start with each word. */
static bool add_full_names(struct ticker_matcher *m)
{
	struct ticker_token t[TICKER_NAME_TOKENS_MAX];
	for (size_t i = 0; i < m->entry_count; i++) {
		size_t count =
			m->entries[i].name == NULL ? 0 : ticker_name_tokens(m->entries[i].name, t);
		if (count == 0)
			continue;
		struct ticker_slot *head = insert(m, t[0].hash);
		size_t before = m->used;
		if (head == NULL || !add_phrase(m, t, count, (int32_t)i, 0))
			return false;
		head = slot_at(m, t[0].hash);
		if ((m->used > before || count == 1) && head->names < UINT16_MAX)
			head->names++;
	}
	return true;
}

/* "Meta" of "Meta Platforms": where no other company can be meant. */
static bool add_short_names(struct ticker_matcher *m)
{
	struct ticker_token t[TICKER_NAME_TOKENS_MAX];
	for (size_t i = 0; i < m->entry_count; i++) {
		size_t count = m->entries[i].name == NULL
				       ? 0
				       : ticker_name_tokens(m->entries[i].name, t),
		       shorter;
		while (count > 0 && (shorter = ticker_name_shorter(t, count)) < count) {
			count = shorter;
			const struct ticker_slot *head = find(m, t[0].hash);
			bool common = head != NULL && head->names >= NAMES_COMMON;
			if (count == 1 && (common || t[0].length <= SHORT_NAME))
				break;
			if (!add_phrase(m, t, count, (int32_t)i, 0))
				return false;
		}
	}
	return true;
}

int ticker_matcher_build(struct ticker_matcher *m, const struct ticker_entry *entries, size_t count,
	struct error *err)
{
	size_t slots = SLOTS_MIN;
	while (slots < count * SLOTS_PER_ENTRY)
		slots *= 2;
	if (slots > TICKER_SLOTS_MAX)
		return error_set(err, ERROR_DATA,
			"the ticker universe has %zu securities, more than %d", count,
			TICKER_SLOTS_MAX / SLOTS_PER_ENTRY);
	struct ticker_matcher built = {
		.entries = entries, .entry_count = count, .slot_count = slots};
	built.slots = calloc(slots, sizeof *built.slots);
	if (built.slots == NULL)
		return error_memory(err);
	if (!add_words(&built) || !add_symbols(&built) || !add_aliases(&built) ||
		!add_full_names(&built) || !add_short_names(&built)) {
		free(built.slots);
		return error_set(err, ERROR_DATA, "the ticker universe has too many names");
	}
	*m = built;
	return 0;
}

void ticker_matcher_free(struct ticker_matcher *m)
{
	free(m->slots);
	*m = (struct ticker_matcher){.entries = NULL};
}

bool ticker_is_symbol(const char *text)
{
	size_t n = 0, class = 0;
	while (text[n] >= 'A' && text[n] <= 'Z')
		n++;
	if (n < 1 || n > SYMBOL_LETTERS)
		return false;
	if (text[n] == '\0')
		return true;
	while (text[n] == '.' && text[n + 1 + class] >= 'A' && text[n + 1 + class] <= 'Z')
		class ++;
	return class >= 1 && class <= 2 && text[n + 1 + class] == '\0';
}

/* The text being searched. */
struct search {
	const struct ticker_matcher *m;
	const char *text;
	struct ticker_token token[TICKER_TOKENS_MAX];
	size_t count;
	/* the token where the name of the source begins; count when there is none */
	size_t source_from;
	bool shouted; /* nothing but capitals: they say nothing */
	bool rating;  /* news of analysts */
};

static bool word_fits(const struct search *s, size_t i, const struct ticker_slot *slot)
{
	const struct ticker_token *t = &s->token[i];
	const struct ticker_token *after = i + 1 < s->count ? &s->token[i + 1] : NULL;
	if (slot->flags & SLOT_STRICT)
		return after != NULL && !after->broken && ticker_token_among(after, company_words);
	bool capitals = t->upper && !(s->shouted && !(slot->flags & SLOT_ALIAS));
	if (t->length <= SHORT_NAME && !capitals && (slot->word < 0 || s->shouted))
		return false;
	if (t->length < SHORT_NAME && !(slot->flags & SLOT_ALIAS))
		return false;
	const struct ticker_slot *head = find(s->m, t->hash);
	if (slot->word < 0 && !(slot->flags & SLOT_ALIAS) && head != NULL &&
		head->names >= NAMES_COMMON)
		return after != NULL && !after->broken && ticker_token_among(after, company_words);
	if (slot->word < 0 || t->whole > t->length) /* a possessive is somebody */
		return true;
	const struct known *rule = &known[slot->word];
	bool denied = i > 0 && !t->broken && ticker_token_among(&s->token[i - 1], rule->before);
	return !denied &&
	       (after == NULL || after->broken || !ticker_token_among(after, rule->after));
}

/* The longest name at token I; *LENGTH words of it. NULL: none. */
static const struct ticker_slot *longest_name(const struct search *s, size_t i, size_t *length)
{
	const struct ticker_token *t = &s->token[i];
	const struct ticker_slot *best = NULL;
	for (int with_s = 0; with_s < 2 && best == NULL && t->capital; with_s++) {
		uint64_t hash = with_s ? t->with_s : t->hash;
		const struct ticker_slot *head =
			with_s && t->with_s == t->hash ? NULL : find(s->m, hash);
		if (head == NULL || head->longest == 0)
			continue;
		if (head->entry >= 0 && word_fits(s, i, head)) {
			best = head;
			*length = 1;
		}
		for (size_t n = 1; n < head->longest && i + n < s->count && !t[n].broken; n++) {
			bool attached = t[n].text[-1] == '.' || t[n].text[-1] == '-'; /* "C3.ai" */
			if (!t[n].capital && !attached && !ticker_token_among(&t[n], joining_words))
				break;
			const struct ticker_slot *whole =
				find(s->m, ticker_hash_join(hash, t[n].with_s));
			hash = ticker_hash_join(hash, t[n].hash);
			const struct ticker_slot *slot = find(s->m, hash);
			slot = slot != NULL && slot->entry >= 0 ? slot : whole;
			if (slot != NULL && slot->entry >= 0) {
				best = slot;
				*length = n + 1;
			}
		}
	}
	return best;
}

static bool is_symbol_letter(char c, bool small)
{
	return (c >= 'A' && c <= 'Z') || (small && c >= 'a' && c <= 'z');
}

/*
 * The length of a symbol's letters at P, its class included; 0: none. SMALL letters count in
 * cashtags.
 */
static size_t symbol_length(const char *p, bool small)
{
	size_t n = 0;
	while (is_symbol_letter(p[n], small))
		n++;
	if (n == 0 || n > SYMBOL_LETTERS)
		return 0;
	if (p[n] == '.' || p[n] == '-') {
		size_t class = 0;
		while (class < 3 && is_symbol_letter(p[n + 1 + class], small))
			class ++;
		char next = p[n + 1 + class];
		bool ends = !((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'));
		if (class >= 1 && class <= 2 && ends)
			return n + 1 + class;
	}
	return (p[n] >= 'a' && p[n] <= 'z') || (p[n] >= '0' && p[n] <= '9') ? 0 : n;
}

/*
 * A symbol of the universe at P, with or without what looks like a class ("AAPL.O" is Reuters'
 * way).
 */
static int32_t symbol_at(const struct search *s, const char *p, bool small, size_t *length)
{
	size_t n = symbol_length(p, small);
	int32_t entry = n > 0 ? find_symbol(s->m, p, n) : -1;
	size_t root = strcspn(p, ".-");
	if (entry < 0 && n > root) {
		entry = find_symbol(s->m, p, root);
	}
	if (entry >= 0)
		*length = n;
	return entry;
}

/* Evidence at token I: "$AAPL", "NASDAQ: AAPL", "(AAPL)", "AAPL shares". */
static int32_t tagged_symbol(const struct search *s, size_t i, size_t *length)
{
	const struct ticker_token *t = &s->token[i];
	char before = t->offset > 0 ? t->text[-1] : ' ';
	const struct ticker_token *previous = i > 0 ? &s->token[i - 1] : NULL;
	if (before == '$')
		return symbol_at(s, t->text, true, length);
	if (!t->upper)
		return -1;
	if (previous != NULL && t->broken && ticker_token_among(previous, exchanges)) {
		const char *between = previous->text + previous->length;
		if (between + strspn(between, ": ") == t->text &&
			memchr(between, ':', (size_t)(t->text - between)) != NULL)
			return symbol_at(s, t->text, false, length);
	}
	if (s->shouted || t->length < 2 || ticker_token_among(t, acronyms))
		return -1;
	size_t n = 0;
	int32_t entry = symbol_at(s, t->text, false, &n);
	if (entry < 0)
		return -1;
	const struct ticker_token *after = i + 1 < s->count ? &s->token[i + 1] : NULL;
	bool bracketed = before == '(' && t->text[n] == ')';
	bool security =
		after != NULL && !after->broken && ticker_token_among(after, security_words);
	if (!bracketed && !security)
		return -1;
	*length = n;
	return entry;
}

/* Behind the last " - " or " | ": who publishes, when it is no more than a name. */
static size_t source_start(const struct search *s)
{
	static const char *const signs[] = {" - ", " | ", " \xe2\x80\x93 ", " \xe2\x80\x94 "};
	size_t at = 0, length = strlen(s->text);
	for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++)
		for (size_t p = length; p-- > at;)
			if (strncmp(s->text + p, signs[k], strlen(signs[k])) == 0)
				at = p;
	size_t i = s->count;
	while (at > 0 && i > 0 && s->token[i - 1].offset > at)
		i--;
	return i;
}

static void prepare(struct search *s)
{
	bool small = false;
	for (size_t i = 0; i < s->count; i++) {
		small = small || (!s->token[i].upper && s->token[i].length > 1);
	}
	s->shouted = !small && s->count > 2;
	s->source_from = source_start(s);
}

static bool is_broker(const struct ticker_entry *e)
{
	struct ticker_token t = {.text = e->ticker, .length = (uint16_t)strlen(e->ticker)};
	return ticker_token_among(&t, brokers);
}

/* "at Goldman", "by Citi" */
static bool is_rater(const struct search *s, uint32_t offset)
{
	static const char *const before[] = {" at ", " by ", " from "};
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
		size_t n = strlen(before[i]);
		if (offset >= n && memcmp(s->text + offset - n, before[i], n) == 0)
			return true;
	}
	return false;
}

static bool is_about_ratings(const struct search *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (ticker_token_among(&s->token[i], rating_words))
			return true;
	return false;
}

/* Of news about ratings: the rater, when somebody else is rated. */
static void drop_raters(const struct search *s, struct ticker_match *out, size_t *count)
{
	size_t others = 0, kept = 0;
	for (size_t i = 0; i < *count; i++)
		others += !is_broker(&s->m->entries[out[i].entry]);
	if (others == *count || *count < 2 || !is_about_ratings(s))
		return;
	for (size_t i = 0; i < *count; i++) {
		bool rater = is_broker(&s->m->entries[out[i].entry]) &&
			     (others > 0 || is_rater(s, out[i].offset));
		if (!rater)
			out[kept++] = out[i];
	}
	*count = kept;
}

static void add_match(struct ticker_match *out, size_t *count, struct ticker_match match)
{
	for (size_t i = 0; i < *count; i++)
		if (out[i].entry == match.entry)
			return;
	if (*count < TICKER_MATCHES_MAX)
		out[(*count)++] = match;
}

size_t ticker_find(const struct ticker_matcher *m, const char *text,
	struct ticker_match out[static TICKER_MATCHES_MAX])
{
	struct search s = {.m = m, .text = text};
	size_t count = 0;
	s.count = ticker_tokens(text, strlen(text), s.token, TICKER_TOKENS_MAX);
	prepare(&s);
	for (size_t i = 0; i < s.count;) {
		const struct ticker_token *t = &s.token[i];
		size_t words = 1, bytes = 0;
		int32_t entry = tagged_symbol(&s, i, &bytes);
		if (entry < 0) {
			const struct ticker_slot *slot = longest_name(&s, i, &words);
			const struct ticker_token *last = &s.token[i + words - 1];
			entry = slot != NULL ? slot->entry : -1;
			bytes = last->offset + last->whole - t->offset;
			if (i == s.source_from && i > 0 && i + words == s.count)
				entry = -1;
		}
		if (entry >= 0)
			add_match(out, &count,
				(struct ticker_match){entry, t->offset, (uint32_t)bytes});
		i += entry >= 0 ? words : 1;
	}
	drop_raters(&s, out, &count);
	return count;
}
