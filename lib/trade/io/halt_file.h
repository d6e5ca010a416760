/*
 * The halt file: the kill switch that works without a database. opt-halt writes it, every program
 * that sends orders reads it before each order.
 */
#ifndef OPT_HALT_FILE_H
#define OPT_HALT_FILE_H

#include "error.h"
#include "halt.h"

/*
 * What the file PATH says at NOW. HALT_FILE_UNREADABLE when it exists and cannot be read; *WHY (may
 * be NULL) then has the path and the reason.
 */
enum halt_file halt_file_read(const char *path, struct instant now, struct error *why);

/*
 * Writes LINE as the content of PATH, whole or not at all, and makes its folder where that is
 * missing. A link in place of the file is replaced, not followed. ERROR_OUTPUT.
 */
int halt_file_write(const char *path, const char *line, struct error *err);

/* Removes PATH; 0 also when it does not exist. ERROR_OUTPUT. */
int halt_file_remove(const char *path, struct error *err);

#endif
