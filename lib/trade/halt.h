/*
 * Halts: whether orders may be sent, by the rows of trading_halts and the halt file together.
 *
 *	ACTIVE    every order may be sent
 *	REDUCING  no entries; exits continue (scope entries, or ticker for a single one)
 *	HALTED    no entries and, with scope all or the file "all", no exits either
 *
 * When the rows, the file or the time cannot be read, the state is HALTED for entries. Exits stay
 * allowed then, because they only reduce what is held.
 */
#ifndef OPT_HALT_H
#define OPT_HALT_H

#include <stdbool.h>
#include <stddef.h>

#include "instant.h"
#include "occ.h"

enum { HALT_FILE_TEXT_SIZE = 256 }; /* more of a halt file is not read */

enum halt_state { HALT_ACTIVE, HALT_REDUCING, HALT_HALTED };
enum halt_scope { HALT_SCOPE_ENTRIES, HALT_SCOPE_ALL, HALT_SCOPE_TICKER };
enum halt_file { HALT_FILE_UNREADABLE, HALT_FILE_ABSENT, HALT_FILE_ENTRIES, HALT_FILE_ALL };

struct halt {
	enum halt_scope scope;
	char ticker[TICKER_SIZE]; /* of HALT_SCOPE_TICKER */
	const char *reason;	  /* borrowed */
	struct instant set_at;
	struct instant expires_at; /* unknown: in force until it is cleared */
	struct instant cleared_at; /* unknown: not cleared */
};

struct halt_view {
	enum halt_state state;
	bool entries_allowed, exits_allowed;
	const char *reason; /* of the strictest halt; "" when ACTIVE; borrowed */
};

const char *halt_state_name(enum halt_state state); /* "ACTIVE" ... */

/* "entries", "all" or "ticker". False, *OUT untouched, for any other text. */
bool halt_scope_parse(const char *text, enum halt_scope *out);

/*
 * The meaning of a halt file's content at NOW; NULL: there is no file. A first word "all" halts
 * everything, any other content and none at all halt entries: whoever makes the file wants to stop
 * something. "until TIME" (RFC 3339) as the next words ends it; a time that cannot be read does
 * not.
 */
enum halt_file halt_file_parse(const char *text, struct instant now);

/* Whether HALT was set by NOW, and was neither cleared nor expired. */
bool halt_is_in_force(const struct halt *halt, struct instant now);

/*
 * The state at NOW by COUNT HALTS and the FILE. READABLE is false when the rows could not be read.
 * TICKER is the ticker of an order. With NULL, halts of single tickers do not count.
 */
struct halt_view halt_decide(const struct halt *halts, size_t count, bool readable,
	enum halt_file file, const char *ticker, struct instant now);

#endif
