#include "halt.h"

#include <string.h>

#include "array.h"
#include "text.h"

static const char *const state_names[] = {
	[HALT_ACTIVE] = "ACTIVE",
	[HALT_REDUCING] = "REDUCING",
	[HALT_HALTED] = "HALTED",
};

static const char *const scope_names[] = {
	[HALT_SCOPE_ENTRIES] = "entries",
	[HALT_SCOPE_ALL] = "all",
	[HALT_SCOPE_TICKER] = "ticker",
};

const char *halt_state_name(enum halt_state state)
{
	return state_names[state];
}

bool halt_scope_parse(const char *text, enum halt_scope *out)
{
	int i = text_find(scope_names, array_size(scope_names), text);
	if (i < 0)
		return false;
	*out = (enum halt_scope)i;
	return true;
}

/* The next word of *TEXT, which moves behind it; "" at the end. A longer word is cut. */
static void take_word(const char **text, char out[static 40])
{
	static const char blank[] = " \t\r\n";
	const char *word = *text + strspn(*text, blank);
	size_t length = strcspn(word, blank), kept = length < 39 ? length : 39;
	memcpy(out, word, kept);
	out[kept] = '\0';
	*text = word + length;
}

enum halt_file halt_file_parse(const char *text, struct instant now)
{
	char word[40], until[40], time[40];
	struct instant end;
	if (text == NULL)
		return HALT_FILE_ABSENT;
	take_word(&text, word);
	take_word(&text, until);
	take_word(&text, time);
	if (text_equal(until, "until") && instant_parse(time, &end) == 0 && instant_known(now) &&
		instant_compare(end, now) <= 0)
		return HALT_FILE_ABSENT;
	return text_equal(word, "all") ? HALT_FILE_ALL : HALT_FILE_ENTRIES;
}

bool halt_is_in_force(const struct halt *halt, struct instant now)
{
	if (instant_known(halt->set_at) && instant_compare(halt->set_at, now) > 0)
		return false; /* set after NOW: a replay must not see it */
	if (instant_known(halt->cleared_at) && instant_compare(halt->cleared_at, now) <= 0)
		return false;
	return !instant_known(halt->expires_at) || instant_compare(halt->expires_at, now) > 0;
}

/* Adds a halt to VIEW. The strictest one wins: a state only rises, exits are only forbidden. */
static void tighten(struct halt_view *view, enum halt_state state, bool exits, const char *reason)
{
	if (state > view->state || (state == view->state && view->exits_allowed && !exits)) {
		view->state = state;
		view->reason = reason;
	}
	view->entries_allowed = false;
	view->exits_allowed = view->exits_allowed && exits;
}

struct halt_view halt_decide(const struct halt *halts, size_t count, bool readable,
	enum halt_file file, const char *ticker, struct instant now)
{
	struct halt_view view = {HALT_ACTIVE, true, true, ""};
	if (!instant_known(now))
		tighten(&view, HALT_HALTED, true, "the time is not known");
	switch (file) {
	case HALT_FILE_ABSENT:
		break;
	case HALT_FILE_ENTRIES:
		tighten(&view, HALT_REDUCING, true, "halt file: entries");
		break;
	case HALT_FILE_ALL:
		tighten(&view, HALT_HALTED, false, "halt file: all");
		break;
	case HALT_FILE_UNREADABLE:
		tighten(&view, HALT_HALTED, true, "the halt file could not be read");
		break;
	}
	if (!readable)
		tighten(&view, HALT_HALTED, true, "the halts could not be read");
	for (size_t i = 0; readable && i < count; i++) {
		const struct halt *halt = &halts[i];
		if (!halt_is_in_force(halt, now))
			continue;
		if (halt->scope == HALT_SCOPE_ALL)
			tighten(&view, HALT_HALTED, false, halt->reason);
		else if (halt->scope == HALT_SCOPE_ENTRIES ||
			 (ticker != NULL && strcmp(halt->ticker, ticker) == 0))
			tighten(&view, HALT_REDUCING, true, halt->reason);
	}
	return view;
}
