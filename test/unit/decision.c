#include "array.h"
#include "check.h"

#include "decision.h"

/*
 * A field that is in no row of the tables is not stored with a decision, and opt-explain decides
 * without it. Every 8 bytes of the structs belong to a field that is stored, except those of
 * OTHERS; a field of less than 8 bytes can hide between two others.
 */
static void test_every_field_is_stored(void **state)
{
	(void)state;
	enum { NONE = 9999 };
	static const struct {
		const char *name;
		const struct record_field *fields;
		const size_t *count;
		size_t size, others[4]; /* offsets */
	} cases[] = {
		{"struct gate_input", decision_input_fields, &decision_input_count,
			sizeof(struct gate_input),
			{offsetof(struct gate_input, halt.reason), NONE, NONE, NONE}},
		{"struct contract_request", decision_request_fields, &decision_request_count,
			sizeof(struct contract_request),
			{offsetof(struct contract_request, ticker),
				offsetof(struct contract_request, kind),
				offsetof(struct contract_request, dividends),
				offsetof(struct contract_request, size)}},
		/* without the results */
		{"struct contract_candidate", decision_candidate_fields, &decision_candidate_count,
			offsetof(struct contract_candidate, iv_source), {NONE, NONE, NONE, NONE}},
	};
	for (size_t i = 0; i < array_size(cases); i++) {
		bool stored[4096] = {false};
		check(cases[i].name, cases[i].size <= sizeof stored);
		for (size_t k = 0; k < *cases[i].count; k++)
			memset(stored + cases[i].fields[k].offset, true, cases[i].fields[k].size);
		for (size_t at = 0; at + 8 <= cases[i].size; at += 8)
			if (memchr(stored + at, true, 8) == NULL && at != cases[i].others[0] &&
				at != cases[i].others[1] && at != cases[i].others[2] &&
				at != cases[i].others[3])
				fail_msg("%s: the field at byte %zu is not stored", cases[i].name,
					at);
	}
}

static struct contract_candidate candidate(const char *symbol)
{
	struct contract_candidate c = {.volume_today = INT64_MIN,
		.volume_previous = 300,
		.open_interest = -1,
		.underlying_move_pct = (double)NAN,
		.quote = {{25500}, {26000}, 1, INT64_MIN, INSTANT_UNKNOWN},
		.last_price = PRICE_UNKNOWN,
		.last_at = INSTANT_UNKNOWN};
	(void)occ_parse(symbol, &c.occ, NULL);
	return c;
}

/* What nothing is known of is left out of the input, and null in a candidate. */
static void test_writing(void **state)
{
	(void)state;
	struct contract_candidate given = candidate("AAPL260206C00250000");
	struct decision d = {.params_version = 3, .chosen = -1};
	buf_auto struct buf text = BUF_INIT(1 << 16);
	struct jsonl w;
	gate_input_init(&d.in);
	d.in.halt.reason = "";
	d.in.stops = 2;
	d.in.cooldown_age_s = HUGE_VAL;
	d.in.size.cash = (struct money){12345678};
	jsonl_init(&w, &text);
	decision_write(&w, NULL, &d);
	check_text("no choice", buf_text(&text),
		"{\"params_version\":3,\"input\":{\"stops\":2,\"cooldown_age_s\":\"inf\","
		"\"size.cash\":1234.5678},\"halt_reason\":\"\",\"choice\":null,\"chosen\":null,"
		"\"is_sized\":false,\"limit_price\":null}");
	buf_clear(&text);
	jsonl_init(&w, &text);
	d.given = d.candidates = &given;
	record_write_row(&w, decision_candidate_fields, decision_candidate_count, &given);
	check_text("a candidate", buf_text(&text),
		"[\"AAPL260206C00250000\",\"unknown\",\"unknown\",\"unknown\",2.5500,2.6000,1,null,"
		"null,null,null,null,null,300,-1,0,0,0,0,0,0]");
}

/* Nothing is known: the gates fail, and neither a contract nor a size follows. */
static void test_stops_where_it_stopped(void **state)
{
	(void)state;
	struct decision d = {.chosen = -1, .is_sized = true};
	struct decision_outcome o;
	struct params p;
	params_init(&p);
	gate_input_init(&d.in);
	decision_compute(&d, &p, &o);
	check("gates before", o.gate_count == gate_before_choice_count);
	check("a gate failed", gate_first_failure(o.gates, o.gate_count) != NULL);
	check("no size", !o.is_sized && !o.is_chosen && o.chosen == -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_field_is_stored),
		cmocka_unit_test(test_writing),
		cmocka_unit_test(test_stops_where_it_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
