/* Compares two JSON values. */
#ifndef OPT_JSON_DIFFERENCE_H
#define OPT_JSON_DIFFERENCE_H

#include <jansson.h>
#include <stdbool.h>

enum { JSON_PATH_SIZE = 160 };

/* The first difference: where it is, and the two values there; NULL: that one has none. */
struct json_difference {
	char path[JSON_PATH_SIZE]; /* "gates.bar_age.threshold" */
	json_t *a, *b;	   /* borrowed */
};

/*
 * False when A and B are equal. Numbers are equal by value, a missing member equals null, and the
 * order of members does not matter: the difference is the first one in the order of B. An element
 * of an array is named by its member "gate" or "symbol", when it has one, else by its number.
 */
bool json_first_difference(json_t *a, json_t *b, struct json_difference *out);

#endif
