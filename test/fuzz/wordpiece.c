/*
 * Fuzzes the tokenizer: the input is once a text for a fixed vocabulary, and once a vocabulary. The
 * first byte sets the options and the room for ids. Ids beyond that room or outside the vocabulary
 * stop the fuzzer.
 */
#include <stdlib.h>

#include "wordpiece.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { SLOTS = 128, SETTINGS = 8 };

static const char vocabulary[] =
	"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##a\n##aa\nb\n##b\ne\n##e\n\xc3\xa9\n"
	"##\xc3\xa9\n\xcc\x81\n##\xcc\x81\n\xea\xb0\x80\n\xe1\x84\x80\n##\xe1\x85\xa1\n"
	"\xe5\x88\xa9\n!\n.\n[\n]\nprofit\n##s";

static void encode(const unsigned char *data, size_t size)
{
	static struct wordpiece_slot slots[SLOTS];
	static struct wordpiece w;
	struct error err;
	size_t length = sizeof vocabulary - 1;
	if (w.vocabulary == NULL && wordpiece_init(&w, &(struct wordpiece_options){0}, vocabulary,
					    length, slots, SLOTS, &err) != 0)
		abort();
	w.options = (struct wordpiece_options){data[0] & 1, data[0] & 2, data[0] & 4};
	size_t max = data[0] / SETTINGS, count;
	int32_t *ids = calloc(max + 1, sizeof *ids);
	if (ids == NULL)
		return;
	count = wordpiece_encode(&w, (const char *)data + 1, size - 1, ids, max);
	if (count > max || ids[max] != 0)
		abort();
	for (size_t i = 0; i < count; i++)
		if (ids[i] < 0 || (size_t)ids[i] >= w.count)
			abort();
	free(ids);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	if (size == 0)
		return 0;
	encode(data, size);
	const char *text = (const char *)data;
	size_t slot_count = wordpiece_slots(size / 8); /* sometimes too few */
	struct wordpiece_slot *slots = calloc(slot_count, sizeof *slots);
	struct wordpiece w;
	struct error err;
	if (slots != NULL)
		(void)wordpiece_init(
			&w, &(struct wordpiece_options){0}, text, size, slots, slot_count, &err);
	free(slots);
	return 0;
}
