/*
 * A page of bars: a page that is accepted is also JSON to another parser, and its values are in
 * range.
 */
#include "fuzz.h"

#include <jansson.h>

#include "bar_page.h"

static int take(void *context, const char *symbol, const struct bar *bar, struct error *err)
{
	(void)err;
	HOLDS(strlen(symbol) < 32);
	HOLDS(instant_known(bar->ts) && price_known(bar->open) && price_known(bar->high) &&
		price_known(bar->low) && price_known(bar->close));
	HOLDS(bar->volume != INT64_MIN);
	(*(size_t *)context)++;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {.kind = ERROR_NONE};
	char token[BAR_PAGE_TOKEN_SIZE] = "untouched";
	size_t bars = 0;
	char *text = malloc(size + 1);
	HOLDS(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	if (bar_page_read(text, size, take, &bars, token, NULL, &err) != 0) {
		HOLDS(err.kind == ERROR_DATA && err.text[0] != '\0');
		HOLDS(strcmp(token, "untouched") == 0);
	} else if (strstr(text, "\\u") ==
		   NULL) { /* surrogates are checked by the reader of the text */
		json_error_t why;
		json_t *page = json_loadb(text, size, 0, &why);
		HOLDS(page != NULL || json_error_code(&why) == json_error_numeric_overflow);
		HOLDS(page == NULL || json_is_object(page));
		json_decref(page);
	}
	free(text);
	return 0;
}
