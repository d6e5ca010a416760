/*
 * Reads the command line and the configuration of a run.
 *
 * Only program_run calls it, first of all. It reads and checks; printing the help text or the
 * version is left to the caller.
 */
#ifndef OPT_CMDLINE_H
#define OPT_CMDLINE_H

#include "run.h"

enum cmdline_request { CMDLINE_RUN, CMDLINE_HELP, CMDLINE_VERSION, CMDLINE_SCHEMA };

/* The options that every program has, ended by a zero row. */
extern const struct program_option cmdline_common[];

/*
 * Reads the options and operands. For CMDLINE_RUN it then calls the program's early hook, loads the
 * configuration, opens the log, sets the clock and the deadline in RUN, and calls the program's
 * prepare hook. Fails with ERROR_USAGE, ERROR_CONFIG or the error of a hook.
 */
int cmdline_read(
	struct run *run, int argc, char **argv, enum cmdline_request *request, struct error *err);

#endif
