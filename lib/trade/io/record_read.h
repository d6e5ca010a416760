/* Reads what record.h wrote back into the same struct. */
#ifndef OPT_RECORD_READ_H
#define OPT_RECORD_READ_H

#include <jansson.h>

#include "error.h"
#include "record.h"

/*
 * Sets the fields of OUT that OBJECT has; the others keep their value, and members that are no
 * field are ignored. ERROR_DATA for a value that is not of its field.
 */
int record_read(const json_t *object, const struct record_field *fields, size_t count, void *out,
	struct error *err);
/* The same for a row of values in the order of NAMES. */
int record_read_row(const json_t *names, const json_t *row, const struct record_field *fields,
	size_t count, void *out, struct error *err);

#endif
