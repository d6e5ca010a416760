/* Classifications as rows of JSON Lines, and `opt-classify --text`. */
#ifndef OPT_CLASSIFY_PRINT_H
#define OPT_CLASSIFY_PRINT_H

#include <stdio.h>

#include "buf.h"
#include "error.h"
#include "lexicon.h"
#include "ticker.h"

/* Who judged, as stored in inbound_events_classified. */
#define LEXICON_ENGINE "lexicon"
#define LEXICON_MODEL "lexicon-1"

/*
 * Appends the columns of inbound_events_classified that do not come from the database, one line:
 * {tickers, sentiment_label, sentiment_score, p_positive, p_neutral, p_negative, engine, model,
 * event_type, urgency}. Probabilities have four decimals and sum to 1 as printed.
 */
void classify_print_row(struct buf *out, const struct sentiment *s, const char *const tickers[],
	size_t ticker_count, const char *engine, const char *model);

/*
 * Headlines from IN, a line each, or JSON Lines with title and summary, to rows on standard output,
 * one for one. UNIVERSE: file of the ticker universe (universe_file.h); NULL: no tickers. A line
 * that is no JSON though it begins with
 * '{', or has no title, is told to REPORT and has no row; the answer is then -1 with ERROR_PARTIAL.
 */
int classify_print_text(
	FILE *in, const char *universe, void (*report)(const char *line), struct error *err);

#endif
