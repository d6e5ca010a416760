/*
 * The command line every program shares, --help and --version, and the configuration it points at.
 */
#ifndef OPT_OPTIONS_H
#define OPT_OPTIONS_H

#include "run.h"

enum { OPTIONS_DONE = 1 }; /* --help or --version was printed: nothing more to do */

/*
 * Fills RUN: options, configuration, clock, deadline, log. 0, OPTIONS_DONE, or -1 (ERROR_USAGE,
 * ERROR_CONFIG).
 */
int options_read(struct run *run, int argc, char **argv, struct error *err);

#endif
