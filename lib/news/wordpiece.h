/*
 * BERT's tokenizer: turns text into ids of a vocabulary. It drops control characters, separates
 * Chinese characters and punctuation, folds letters to lower case and removes their accents where
 * the model says so. Then it splits each word into the longest pieces that the vocabulary has; the
 * pieces after the first have "##" before them. It does what BasicTokenizer and WordpieceTokenizer
 * of the reference do (Devlin et al. 2018, https://arxiv.org/abs/1810.04805; the slow BertTokenizer
 * of Hugging Face). Call wordpiece_init once, then wordpiece_encode for each text:
 *
 * 	slots = calloc(wordpiece_slots(count), sizeof *slots);
 * 	wordpiece_init(&w, &options, text, length, slots, wordpiece_slots(count), &err);
 * 	n = wordpiece_encode(&w, title, strlen(title), ids, max);
 */
#ifndef OPT_WORDPIECE_H
#define OPT_WORDPIECE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct wordpiece_options {
	bool lower;	    /* do_lower_case */
	bool strip_accents; /* by default the reference takes do_lower_case */
	bool part_chinese;  /* tokenize_chinese_chars */
};

enum wordpiece_special {
	WORDPIECE_UNKNOWN,
	WORDPIECE_CLASS,
	WORDPIECE_SEPARATOR,
	WORDPIECE_PADDING,
	WORDPIECE_MASK,
	WORDPIECE_SPECIALS
};

struct wordpiece_slot {
	uint32_t tag;	 /* of the hash */
	uint32_t offset; /* of the token in the text of the vocabulary */
	uint32_t length; /* bytes; 0: free */
	int32_t id;
};

/* After wordpiece_init it is only read, by any number of threads. */
struct wordpiece {
	struct wordpiece_options options;
	const char *vocabulary; /* borrowed */
	struct wordpiece_slot *slots;
	size_t slot_mask;
	size_t count;			     /* lines of the vocabulary */
	size_t longest;			     /* bytes of the longest token */
	int32_t special[WORDPIECE_SPECIALS]; /* -1: the vocabulary has none */
};

size_t wordpiece_slots(size_t count); /* how many slots COUNT tokens need */

/*
 * Borrows VOCABULARY (vocab.txt, LENGTH bytes, less than 4 GiB: one token per line, with ids from 0
 * in order) and SLOTS (SLOT_COUNT of them, zeroed; wordpiece_slots says how many the largest
 * allowed vocabulary needs). ERROR_DATA when the vocabulary has more tokens, or lacks [UNK], [CLS]
 * or [SEP].
 */
int wordpiece_init(struct wordpiece *w, const struct wordpiece_options *options,
	const char *vocabulary, size_t length, struct wordpiece_slot *slots, size_t slot_count,
	struct error *err);

/*
 * Stores at most MAX ids of TEXT, LENGTH bytes, and returns how many, without [CLS] and [SEP].
 * Bytes that are not UTF-8 are dropped. A special token that is written in the text becomes that
 * token, as in the reference.
 */
size_t wordpiece_encode(
	const struct wordpiece *w, const char *text, size_t length, int32_t *ids, size_t max);

#endif
