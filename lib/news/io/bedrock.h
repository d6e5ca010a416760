/*
 * Queries a language model on Amazon Bedrock for the companies that a text is about (InvokeModel,
 * signed with Signature Version 4). Neither the model nor the text can be trusted, so the caller
 * checks each ticker against the universe. Open once, query for each text, close:
 *
 * 	bedrock_open(&b, model, &conf, deadline_us, &err);
 * 	bedrock_query(b, title, summary, guesses, &count, &err);
 * 	bedrock_close(b);
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
	double confidence;		  /* 0..1, as the model reports it */
};

struct bedrock;

/*
 * MODEL: an id ("anthropic.claude-3-haiku-20240307-v1:0"), an inference profile or an ARN, of a
 * family whose requests and replies this module knows. CONF: region, address and keys; reads the
 * files of the AWS secrets. ERROR_USAGE for the model, ERROR_CONFIG for region, address or a
 * malformed key, ERROR_PERMISSION when there are no keys.
 */
int bedrock_open(struct bedrock **out, const char *model, struct conf *conf, int64_t deadline_us,
	struct error *err);
void bedrock_close(struct bedrock *b); /* NULL is allowed */

/*
 * Takes at most three seconds. *COUNT may be 0: the text is about no listed company. SUMMARY may be
 * NULL. ERROR_UNAVAILABLE, ERROR_PERMISSION, and ERROR_DATA when the reply has another form.
 */
int bedrock_query(struct bedrock *b, const char *title, const char *summary,
	struct bedrock_guess out[static BEDROCK_GUESSES_MAX], size_t *count, struct error *err);

#endif
