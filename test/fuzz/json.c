/* The broker's JSON into a struct, with numbers as numbers or as text. */
#include "array.h"
#include "fuzz.h"

#include "json.h"

struct row {
	char text[16];
	struct price price;
	struct money money;
	double number;
	int64_t count;
	bool flag;
	struct instant at;
	struct date day;
};

static const struct json_field fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct row, text, "t", false),
	JSON_FIELD(JSON_FIELD_PRICE, struct row, price, "p", false),
	JSON_FIELD(JSON_FIELD_MONEY, struct row, money, "m", false),
	JSON_FIELD(JSON_FIELD_DOUBLE, struct row, number, "d", false),
	JSON_FIELD(JSON_FIELD_I64, struct row, count, "i", false),
	JSON_FIELD(JSON_FIELD_BOOL, struct row, flag, "b", false),
	JSON_FIELD(JSON_FIELD_INSTANT, struct row, at, "at", false),
	JSON_FIELD(JSON_FIELD_DATE, struct row, day, "day", false),
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	json_t *root = NULL;
	struct error err = {.kind = ERROR_NONE};
	struct row row;
	memset(&row, 0, sizeof row);
	if (json_parse(text, size, &root, &err) == 0) {
		if (json_is_object(root) &&
			json_object_read(root, fields, array_size(fields), &row, &err) == 0)
			HOLDS(memchr(row.text, '\0', sizeof row.text) != NULL);
		json_decref(root);
	} else {
		HOLDS(err.kind == ERROR_DATA);
	}
	free(text);
	return 0;
}
