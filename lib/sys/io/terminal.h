/* Facts about the terminal of a program. */
#ifndef OPT_TERMINAL_H
#define OPT_TERMINAL_H

#include <stdbool.h>

/*
 * The width of the terminal that standard output is, in columns: from COLUMNS, or from the
 * terminal, or 80 when neither knows it. 0 when standard output is not a terminal.
 */
int terminal_width(void);
int terminal_width_of(int fd); /* the same of another descriptor */

/* Returns true on a terminal that shows colours, unless the user set NO_COLOR. */
bool terminal_has_colours(void);

#endif
