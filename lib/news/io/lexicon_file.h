/* A file of weights for the lexicon, as train/train.c writes them. */
#ifndef OPT_LEXICON_FILE_H
#define OPT_LEXICON_FILE_H

#include "error.h"

/* The text of the file NAME, owned, for lexicon_init. ERROR_DATA when it cannot be read. */
int lexicon_file_read(char **out, const char *name, struct error *err);

#endif
