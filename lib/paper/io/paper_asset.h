/* Assets and option contracts of the stand-in broker. */
#ifndef OPT_PAPER_ASSET_H
#define OPT_PAPER_ASSET_H

#include "paper_book.h"

/* The id of an asset, a function of its symbol. Returns OUT. */
const char *paper_asset_id(const char *symbol, char out[static PAPER_UUID_SIZE]);

#endif
