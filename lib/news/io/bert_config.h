/* Reads config.json and tokenizer_config.json in the folder of a BERT. bert_model_open calls it. */
#ifndef OPT_BERT_CONFIG_H
#define OPT_BERT_CONFIG_H

#include "bert_model.h"

/*
 * Reads both files into OUT; tokenizer_config.json may be missing. ERROR_DATA when a size is
 * missing or out of range, the activation is not "gelu", the positions are not "absolute", or the
 * labels are not positive, negative and neutral.
 */
int bert_config_read(struct bert_config *out, const char *folder, struct error *err);

#endif
