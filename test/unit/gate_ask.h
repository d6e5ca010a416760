/* Asks one gate by its name, for tests of gates. */
#ifndef OPT_TEST_GATE_ASK_H
#define OPT_TEST_GATE_ASK_H

#include "check.h"

#include "gate.h"

static inline struct gate_record ask(
	const char *name, const struct gate_input *in, const struct params *p)
{
	struct gate_record records[GATES_MAX];
	for (int phase = GATE_BEFORE_CHOICE; phase <= GATE_AFTER_SIZING; phase++) {
		size_t count = gate_ask_all((enum gate_phase)phase, in, p, records);
		for (size_t i = 0; i < count; i++)
			if (strcmp(records[i].name, name) == 0)
				return records[i];
	}
	fail_msg("not a gate: %s", name);
	return records[0];
}

static inline enum gate_verdict verdict(
	const char *name, const struct gate_input *in, const struct params *p)
{
	return ask(name, in, p).verdict;
}

#endif
