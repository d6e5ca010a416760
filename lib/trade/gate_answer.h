/*
 * The records that gates return: each function compares an observed value with a threshold.
 *
 * The record is a failure whenever a value is unknown: NAN, -1 for a count, MONEY_UNKNOWN. REASON
 * is stored only in a failure. Reasons and words are static text or borrowed from the input.
 */
#ifndef OPT_GATE_ANSWER_H
#define OPT_GATE_ANSWER_H

#include "gate.h"

extern const char gate_not_known[]; /* the reason of a failure for lack of a fact */

struct gate_record gate_answer(bool pass, double observed, double threshold, const char *reason);
struct gate_record gate_at_most(double observed, double threshold, const char *reason);
struct gate_record gate_at_least(double observed, double threshold, const char *reason);
struct gate_record gate_below(double observed, double threshold, const char *reason);
struct gate_record gate_count_below(int64_t observed, double threshold, const char *reason);
struct gate_record gate_money_at_most(
	struct money observed, struct money threshold, const char *reason);
/* OBSERVED and THRESHOLD are words; OBSERVED may be NULL, which is unknown. */
struct gate_record gate_words(
	bool pass, const char *observed, const char *threshold, const char *reason);
/*
 * The quantity that the limits of an order are asked about: its own, or one when the sizing allows
 * none, so that each limit that refuses one is on record. Negative: unknown.
 */
int64_t gate_asked_quantity(const struct gate_input *in);
/* Only for a precondition that the specification and the row of the gate name. */
struct gate_record gate_not_applicable(const char *reason);

#endif
