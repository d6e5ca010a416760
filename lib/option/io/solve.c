#include "solve.h"

#include <math.h>

#include "american.h"
#include "array.h"
#include "json.h"
#include "text.h"

struct solve_request {
	char kind[8], exercise[12];
	double spot, strike, years, rate, dividend_yield, price;
};

#define NUMBER(field_) JSON_FIELD(JSON_FIELD_DOUBLE, struct solve_request, field_, #field_, true)

static const struct json_field fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct solve_request, kind, "kind", true),
	JSON_FIELD(JSON_FIELD_TEXT, struct solve_request, exercise, "exercise", false),
	NUMBER(spot),
	NUMBER(strike),
	NUMBER(years),
	NUMBER(rate),
	NUMBER(dividend_yield),
	NUMBER(price),
};

struct task {
	struct american_terms terms; /* terms.dividends points to DIVIDENDS */
	struct cash_dividend dividends[CASH_DIVIDENDS_MAX];
	bool american;
	double price;
};

static int read_dividends(const json_t *value, struct task *out, struct error *err)
{
	size_t count = json_array_size(value);
	if (value != NULL && !json_is_array(value))
		return error_set(err, ERROR_DATA, "dividends is not an array");
	if (count > CASH_DIVIDENDS_MAX)
		return error_set(err, ERROR_DATA, "dividends has %zu members, %d at most", count,
			CASH_DIVIDENDS_MAX);
	for (size_t i = 0; i < count; i++) {
		const json_t *pair = json_array_get(value, i);
		struct cash_dividend *d = &out->dividends[i];
		double before = i == 0 ? 0 : d[-1].years;
		if (json_array_size(pair) != 2 ||
			!json_read_double(json_array_get(pair, 0), &d->years) ||
			!json_read_double(json_array_get(pair, 1), &d->amount) ||
			!(d->years > before) || !(d->amount > 0))
			return error_set(err, ERROR_DATA,
				"dividend %zu is not a pair [years, amount] with positive amount "
				"and positive, ascending years",
				i + 1);
	}
	out->terms.dividend_count = count;
	return 0;
}

static int read_task(const json_t *value, struct task *out, struct error *err)
{
	struct solve_request q;
	if (json_object_read(value, fields, array_size(fields), &q, err) != 0)
		return -1;
	bool call = text_equal_nocase(q.kind, "call");
	if (!call && !text_equal_nocase(q.kind, "put"))
		return error_set(err, ERROR_DATA, "kind \"%s\" is neither call nor put", q.kind);
	out->american = text_equal_nocase(q.exercise, "american");
	if (!out->american && q.exercise[0] != '\0' && !text_equal_nocase(q.exercise, "european"))
		return error_set(err, ERROR_DATA,
			"exercise \"%s\" is neither american nor european", q.exercise);
	out->terms.option = (struct option_terms){call ? OPTION_CALL : OPTION_PUT, q.spot, q.strike,
		q.years, q.rate, q.dividend_yield};
	out->terms.dividends = out->dividends;
	out->price = q.price;
	return read_dividends(json_object_get(value, "dividends"), out, err);
}

/* A European option has the model of the American one, without the right of early exercise. */
static enum iv_status solve(const struct task *t, double *volatility, struct greeks *g)
{
	struct option_terms european;
	enum iv_status status;
	if (t->american) {
		status = american_implied_volatility(&t->terms, t->price, volatility);
		if (status == IV_OK)
			(void)american_greeks(&t->terms, *volatility, g);
		return status;
	}
	if (!american_european(&t->terms, &european))
		return IV_BAD_INPUT;
	status = black_implied_volatility(&european, t->price, volatility);
	if (status == IV_OK)
		(void)american_european_greeks(&t->terms, *volatility, g);
	return status;
}

static void write_dividends(const struct task *t, struct jsonl *w)
{
	jsonl_open(w, "dividends", '[');
	for (size_t i = 0; i < t->terms.dividend_count; i++) {
		jsonl_open(w, NULL, '[');
		jsonl_double(w, NULL, t->dividends[i].years, -1);
		jsonl_double(w, NULL, t->dividends[i].amount, -1);
		jsonl_close(w);
	}
	jsonl_close(w);
}

static void print(struct run *run, const struct task *t, enum iv_status status, double volatility,
	const struct greeks *g)
{
	const struct option_terms *o = &t->terms.option;
	struct jsonl *w = run_row(run, &solution_row);
	jsonl_text(w, "kind", o->kind == OPTION_CALL ? "call" : "put");
	jsonl_text(w, "exercise", t->american ? "american" : "european");
	jsonl_double(w, "spot", o->spot, -1);
	jsonl_double(w, "strike", o->strike, -1);
	jsonl_double(w, "years", o->years, -1);
	jsonl_double(w, "rate", o->rate, -1);
	jsonl_double(w, "dividend_yield", o->dividend_yield, -1);
	write_dividends(t, w);
	jsonl_double(w, "price", t->price, -1);
	jsonl_text(w, "status", iv_status_name(status));
	jsonl_double(w, "implied_volatility", volatility, -1);
	jsonl_double(w, "delta", g->delta, -1);
	jsonl_double(w, "gamma", g->gamma, -1);
	jsonl_double(w, "theta", g->theta, -1);
	jsonl_double(w, "vega", g->vega, -1);
	jsonl_double(w, "rho", g->rho, -1);
	run_row_end(run);
}

static void sample(struct run *run)
{
	const struct task task = {.terms = {.dividend_count = 1}};
	print(run, &task, IV_OK, 0, &(struct greeks){.delta = 0});
}

const struct row_kind solution_row = {"solution", sample};

int solve_line(struct run *run, const char *line, size_t length, struct error *err)
{
	json_auto_t *value = NULL;
	struct task t = {.price = 0};
	double nan = (double)NAN, volatility = nan;
	struct greeks g = {nan, nan, nan, nan, nan};
	if (json_parse(line, length, &value, err) != 0 || read_task(value, &t, err) != 0)
		return -1;
	enum iv_status status = solve(&t, &volatility, &g);
	print(run, &t, status, volatility, &g);
	return 0;
}
