/*
 * Which companies a text is about, asked of a language model on Amazon Bedrock (InvokeModel, signed
 * with Signature Version 4). What it answers is a guess of a stranger about a text of a stranger:
 * the caller checks every ticker against the universe.
 */
#ifndef OPT_BEDROCK_H
#define OPT_BEDROCK_H

#include <stddef.h>
#include <stdint.h>

#include "conf.h"
#include "error.h"

enum { BEDROCK_GUESSES_MAX = 8, BEDROCK_TICKER_SIZE = 16 };

struct bedrock_guess {
	char ticker[BEDROCK_TICKER_SIZE]; /* a symbol as brokers write it */
	double confidence;		  /* 0..1, the model's own */
};

struct bedrock;

/*
 * MODEL: an id ("anthropic.claude-3-haiku-20240307-v1:0"), an inference profile or an ARN, of a
 * family whose words are known. CONF: region, address and keys; the files of its AWS secrets are
 * read. ERROR_USAGE for the model, ERROR_CONFIG, ERROR_PERMISSION when there are no keys.
 */
int bedrock_open(struct bedrock **out, const char *model, struct conf *conf, int64_t deadline_us,
	struct error *err);
void bedrock_close(struct bedrock *b); /* NULL is allowed */

/*
 * Three seconds at most. *COUNT may be 0: the text is about no listed company. ERROR_UNAVAILABLE,
 * ERROR_PERMISSION, ERROR_DATA when the answer is not of the form asked for.
 */
int bedrock_ask(struct bedrock *b, const char *title, const char *summary,
	struct bedrock_guess out[static BEDROCK_GUESSES_MAX], size_t *count, struct error *err);

#endif
