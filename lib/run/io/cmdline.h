/*
 * The command line every program shares, --help and --version, and the configuration it points at.
 */
#ifndef OPT_CMDLINE_H
#define OPT_CMDLINE_H

#include "run.h"

enum { CMDLINE_DONE = 1 }; /* --help or --version was printed: nothing more to do */

/*
 * Fills RUN: options, configuration, clock, deadline, log. 0, CMDLINE_DONE, or -1 (ERROR_USAGE,
 * ERROR_CONFIG).
 */
int cmdline_read(struct run *run, int argc, char **argv, struct error *err);

#endif
