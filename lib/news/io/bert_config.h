/* config.json and tokenizer_config.json of a BERT's folder. */
#ifndef OPT_BERT_CONFIG_H
#define OPT_BERT_CONFIG_H

#include "bert_model.h"

/*
 * ERROR_DATA when a size is missing or absurd, when the activation is not "gelu" or the positions
 * not "absolute", when the labels are others than positive, negative and neutral.
 */
int bert_config_read(struct bert_config *out, const char *folder, struct error *err);

#endif
