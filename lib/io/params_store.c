#include "params_store.h"

#include <string.h>

#include "json.h"
#include "jsonl.h"

int params_store_parse(const char *text, struct params *out, struct error *err)
{
	json_auto_t *object = NULL;
	if (json_parse(text, strlen(text), &object, err) != 0)
		return error_prefix(err, "stored parameters");
	if (!json_is_object(object))
		return error_set(err, ERROR_CONFIG, "stored parameters are no JSON object");
	struct params p = *out;
	const char *name;
	json_t *value;
	json_object_foreach(object, name, value)
	{
		if (!json_is_number(value))
			return error_set(err, ERROR_CONFIG, "stored parameter %s is no number", name);
		if (params_set(&p, name, json_number_value(value), err) != 0)
			return -1;
	}
	if (params_check(&p, err) != 0)
		return -1;
	*out = p;
	return 0;
}

void params_store_format(const struct params *p, struct buf *out)
{
	struct jsonl w;
	jsonl_init(&w, out);
	jsonl_open(&w, NULL, '{');
	for (size_t i = 0; i < param_count; i++)
		jsonl_double(&w, param_table[i].name, params_get(p, &param_table[i]), -1);
	jsonl_close(&w);
}
