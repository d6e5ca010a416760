#include "decision_read.h"

#include <stdlib.h>

#include "json.h"
#include "record_read.h"
#include "text.h"

static int read_candidates(const json_t *choice, struct decision *d, struct error *err)
{
	const json_t *names = json_object_get(choice, "columns"),
		     *rows = json_object_get(choice, "rows");
	size_t count = json_array_size(rows);
	if (!json_is_array(names) || !json_is_array(rows))
		return error_set(err, ERROR_DATA, "the candidates are missing");
	struct contract_candidate *given = calloc(count + 1, sizeof *given);
	d->given = given;
	d->candidates = calloc(count + 1, sizeof *d->candidates);
	if (given == NULL || d->candidates == NULL)
		return error_memory(err);
	d->candidate_count = count;
	for (size_t i = 0; i < count; i++)
		if (record_read_row(names, json_array_get(rows, i), decision_candidate_fields,
			    decision_candidate_count, &given[i], err) != 0)
			return error_prefix(err, "candidate %zu", i + 1);
	return 0;
}

/* Reads the dividends that the contracts were priced with; a decision of before has none. */
static int read_dividends(const json_t *choice, struct decision *d, struct error *err)
{
	const json_t *list = json_object_get(choice, "dividends");
	size_t count = json_array_size(list);
	if (count == 0)
		return 0;
	struct dividends *dividends = calloc(1, sizeof *dividends);
	d->request.dividends = dividends;
	if (dividends == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count && i < CASH_DIVIDENDS_MAX; i++) {
		const json_t *pair = json_array_get(list, i);
		const char *day = json_string_value(json_array_get(pair, 0));
		struct dividend *into = &dividends->list[dividends->count++];
		if (day == NULL || date_parse(day, &into->ex_date) != 0 ||
			!json_read_double(json_array_get(pair, 1), &into->amount))
			return error_set(
				err, ERROR_DATA, "dividend %zu is not a day and an amount", i + 1);
	}
	return 0;
}

/* Sets the index of the contract that was chosen. */
static int find_chosen(const json_t *object, struct decision *d, struct error *err)
{
	const char *symbol = json_string_value(json_object_get(object, "chosen"));
	char text[OCC_SYMBOL_SIZE];
	for (size_t i = 0; symbol != NULL && i < d->candidate_count; i++)
		if (text_equal(occ_format(&d->given[i].occ, text), symbol)) {
			d->chosen = (int)i;
			return 0;
		}
	return symbol == NULL
		       ? 0
		       : error_set(err, ERROR_DATA,
				 "the contract %.24s that was chosen is not a candidate", symbol);
}

static int read_parts(
	const json_t *object, const char *ticker, struct decision *d, struct error *err)
{
	const json_t *choice = json_object_get(object, "choice");
	const char *reason = json_string_value(json_object_get(object, "halt_reason"));
	if (record_read(json_object_get(object, "input"), decision_input_fields,
		    decision_input_count, &d->in, err) != 0)
		return error_prefix(err, "input");
	d->params_version = json_integer_value(json_object_get(object, "params_version"));
	d->is_sized = json_is_true(json_object_get(object, "is_sized"));
	d->in.halt.reason = reason == NULL ? "" : reason;
	if (!json_is_object(choice))
		return 0;
	d->request.ticker = ticker;
	d->request.kind = instrument_kind(d->in.size.terms.instrument);
	d->request.strategy = d->in.size.terms.strategy;
	if (record_read(json_object_get(choice, "request"), decision_request_fields,
		    decision_request_count, &d->request, err) != 0)
		return error_prefix(err, "request");
	if (read_dividends(choice, d, err) != 0 || read_candidates(choice, d, err) != 0)
		return -1;
	return find_chosen(object, d, err);
}

int decision_read(const json_t *object, const char *ticker, struct decision *out, struct error *err)
{
	struct decision d = {.chosen = -1};
	gate_input_init(&d.in);
	if (read_parts(object, ticker, &d, err) != 0) {
		decision_free(&d);
		return -1;
	}
	*out = d;
	return 0;
}

void decision_free(struct decision *d)
{
	free(d->candidates);
	free((void *)(uintptr_t)d->request.dividends);
	d->request.dividends = NULL;
	free((void *)(uintptr_t)d->given);
	d->candidates = NULL;
	d->given = NULL;
	d->candidate_count = 0;
}
