/* Parses a date as feeds write it. */
#include "fuzz.h"

#include "feed_date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), canonical[INSTANT_TEXT_SIZE];
	struct instant t = INSTANT_UNKNOWN, again = INSTANT_UNKNOWN;
	if (feed_date_parse(text, &t) == 0) {
		HOLDS(instant_known(t));
		/* formatted and parsed again, it is the same second */
		HOLDS(feed_date_parse(instant_format(t, canonical), &again) == 0);
		HOLDS(instant_compare(
			      instant_floor(t, SECOND_US), instant_floor(again, SECOND_US)) == 0);
	} else {
		HOLDS(!instant_known(t));
	}
	free(text);
	return 0;
}
