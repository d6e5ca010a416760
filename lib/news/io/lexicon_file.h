/* Reads a file of weights for the lexicon, which train/train.c writes. */
#ifndef OPT_LEXICON_FILE_H
#define OPT_LEXICON_FILE_H

#include "error.h"

/*
 * Reads the file NAME into *OUT, owned, for lexicon_init. ERROR_DATA when it cannot be read or is
 * too long.
 */
int lexicon_file_read(char **out, const char *name, struct error *err);

#endif
