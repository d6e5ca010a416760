#include "json_difference.h"

#include <stdio.h>
#include <string.h>

static bool differ(json_t *a, json_t *b, struct json_difference *out);

static bool is_nothing(json_t *value)
{
	return value == NULL || json_is_null(value);
}

/* Adds a step to the path for the call, so that the path is that of the difference. */
static bool differ_at(
	const char *step, json_t *a, json_t *b, struct json_difference *out)
{
	size_t length = strlen(out->path);
	(void)snprintf(out->path + length, sizeof out->path - length, "%s%s",
		length == 0 ? "" : ".", step);
	if (differ(a, b, out))
		return true;
	out->path[length] = '\0';
	return false;
}

static bool differ_objects(json_t *a, json_t *b, struct json_difference *out)
{
	const char *key;
	json_t *value;
	json_object_foreach(b, key, value)
	{
		if (differ_at(key, json_object_get(a, key), value, out))
			return true;
	}
	json_object_foreach(a, key, value)
	{
		if (json_object_get(b, key) == NULL && differ_at(key, value, NULL, out))
			return true;
	}
	return false;
}

static const char *name_of(json_t *element)
{
	const char *name = json_string_value(json_object_get(element, "gate"));
	return name != NULL ? name : json_string_value(json_object_get(element, "symbol"));
}

static bool differ_arrays(json_t *a, json_t *b, struct json_difference *out)
{
	size_t count = json_array_size(a) > json_array_size(b) ? json_array_size(a)
							       : json_array_size(b);
	for (size_t i = 0; i < count; i++) {
		json_t *x = json_array_get(a, i), *y = json_array_get(b, i);
		const char *name = name_of(y != NULL ? y : x);
		char number[24];
		(void)snprintf(number, sizeof number, "%zu", i + 1);
		if (differ_at(name == NULL ? number : name, x, y, out))
			return true;
	}
	return false;
}

static bool differ(json_t *a, json_t *b, struct json_difference *out)
{
	out->a = a;
	out->b = b;
	if (is_nothing(a) || is_nothing(b))
		return is_nothing(a) != is_nothing(b);
	if (json_is_number(a) && json_is_number(b)) {
		double x = json_number_value(a), y = json_number_value(b);
		return x < y || x > y;
	}
	if (json_typeof(a) != json_typeof(b))
		return true;
	if (json_is_object(a))
		return differ_objects(a, b, out);
	if (json_is_array(a))
		return differ_arrays(a, b, out);
	return json_equal(a, b) == 0;
}

bool json_first_difference(json_t *a, json_t *b, struct json_difference *out)
{
	out->path[0] = '\0';
	return differ(a, b, out);
}
