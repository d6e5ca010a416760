/*
 * Opens a file that a person named. A FIFO, a device or a terminal could hold the program up for
 * ever, so only regular files and /dev/null are opened, and "-" is standard input.
 */
#ifndef OPT_FILE_H
#define OPT_FILE_H

#include <stdio.h>

#include "error.h"

/*
 * Returns PATH open for reading, for fclose; "-" is standard input. Returns NULL with ERROR_DATA,
 * "could not open ...", and errno. While the program waits for standard input it has nothing to
 * lose: SIGTERM, SIGINT or the deadline end the process there, with exit status 75.
 */
FILE *file_open(const char *path, struct error *err);

/*
 * Standard input for a program that has rows to print before it ends: a signal or the deadline
 * makes the read fail with EINTR.
 */
FILE *file_open_rows(struct error *err);

/*
 * The same as file_open, without "-". Returns NULL, or -1, with errno and *REASON, which is
 * borrowed.
 */
FILE *file_open_plain(const char *path, const char **reason);
int file_descriptor(const char *path, const char **reason);

/*
 * Replaces the file PATH by one with TEXT, which everybody may read: after a crash it has the old
 * or the new text. Makes the folders that lead to it. Fails with ERROR_OUTPUT.
 */
int file_replace(const char *path, const char *text, struct error *err);
/* The same for a document of the user, whose umask says who may read it. */
int file_replace_document(const char *path, const char *text, struct error *err);

#endif
