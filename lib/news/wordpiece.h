/*
 * BERT's tokenizer: text to the ids of a vocabulary. Controls are dropped, Chinese characters stand
 * alone, letters are made small and lose their accents where the model says so, punctuation is
 * parted, and each word is cut into the longest pieces the vocabulary has, the later ones with "##"
 * before them; as BasicTokenizer and WordpieceTokenizer of the reference (Devlin et al. 2018,
 * https://arxiv.org/abs/1810.04805; the slow BertTokenizer of Hugging Face).
 */
#ifndef OPT_WORDPIECE_H
#define OPT_WORDPIECE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct wordpiece_options {
	bool lower;	    /* do_lower_case */
	bool strip_accents; /* the reference takes the value of do_lower_case when it is not said */
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

/* Once made it is only read, by any number of threads. */
struct wordpiece {
	struct wordpiece_options options;
	const char *vocabulary; /* borrowed */
	struct wordpiece_slot *slots;
	size_t slot_mask;
	size_t count;			     /* of the vocabulary's lines */
	size_t longest;			     /* bytes of the longest token */
	int32_t special[WORDPIECE_SPECIALS]; /* -1: the vocabulary has none */
};

size_t wordpiece_slots(size_t count); /* how many slots COUNT tokens take */

/*
 * VOCABULARY (vocab.txt, LENGTH bytes below 4 GiB: a token a line, ids from 0 in order) and SLOTS
 * (SLOT_COUNT of them, zeroed; as wordpiece_slots says of what it may have) are borrowed.
 * ERROR_DATA when it has more tokens, or no [UNK], [CLS] or [SEP].
 */
int wordpiece_init(struct wordpiece *w, const struct wordpiece_options *options,
	const char *vocabulary, size_t length, struct wordpiece_slot *slots, size_t slot_count,
	struct error *err);

/*
 * The ids of TEXT, LENGTH bytes of UTF-8 (bytes that are none are dropped), at most MAX of them,
 * without [CLS] and [SEP]. Returns how many. A special token written out in the text is that token,
 * as in the reference.
 */
size_t wordpiece_encode(
	const struct wordpiece *w, const char *text, size_t length, int32_t *ids, size_t max);

#endif
