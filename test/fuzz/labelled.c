/* Reads rows of label and text, which opt-classify --eval reads. */
#include "fuzz.h"

#include "labelled.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct labelled rows = LABELLED_INIT;
	struct error err = {.kind = ERROR_NONE};
	if (size == 0)
		return 0;
	char *copy = fuzz_text(data, size);
	FILE *in = fmemopen(copy, size, "r");
	HOLDS(in != NULL);
	if (labelled_read(&rows, in, "-", &err) != 0)
		HOLDS(err.text[0] != '\0');
	HOLDS(rows.count <= rows.capacity);
	for (size_t i = 0; i < rows.count; i++) {
		HOLDS(rows.rows[i].label >= SENTIMENT_NEGATIVE &&
			rows.rows[i].label <= SENTIMENT_POSITIVE);
		HOLDS(rows.rows[i].text[0] != '\0');
	}
	labelled_free(&rows);
	(void)fclose(in);
	free(copy);
	return 0;
}
