#include "solve.h"

#include <math.h>

#include "black.h"
#include "json.h"
#include "text.h"

struct question {
	char kind[8];
	double spot, strike, years, rate, dividend_yield, price;
};

#define NUMBER(field_) JSON_FIELD(JSON_FIELD_DOUBLE, struct question, field_, #field_, true)

static const struct json_field fields[] = {
	JSON_FIELD(JSON_FIELD_TEXT, struct question, kind, "kind", true),
	NUMBER(spot),
	NUMBER(strike),
	NUMBER(years),
	NUMBER(rate),
	NUMBER(dividend_yield),
	NUMBER(price),
};

static int read_question(const char *line, size_t length, struct question *q,
	enum option_kind *kind, struct error *err)
{
	json_auto_t *value = NULL;
	if (json_parse(line, length, &value, err) != 0 ||
		json_object_read(value, fields, sizeof fields / sizeof fields[0], q, err) != 0)
		return -1;
	bool call = text_equal_nocase(q->kind, "call");
	if (!call && !text_equal_nocase(q->kind, "put"))
		return error_set(err, ERROR_DATA, "kind \"%s\" is neither call nor put", q->kind);
	*kind = call ? OPTION_CALL : OPTION_PUT;
	return 0;
}

int solve_line(const char *line, size_t length, struct jsonl *w, struct error *err)
{
	struct question q;
	enum option_kind kind = OPTION_CALL;
	double nan = (double)NAN, volatility = nan;
	struct greeks g = {nan, nan, nan, nan, nan};
	if (read_question(line, length, &q, &kind, err) != 0)
		return -1;
	struct option_terms terms = {kind, q.spot, q.strike, q.years, q.rate, q.dividend_yield};
	enum iv_status status = black_implied_volatility(&terms, q.price, &volatility);
	if (status == IV_OK)
		(void)black_greeks(&terms, volatility, &g);
	jsonl_open(w, NULL, '{');
	jsonl_text(w, "kind", kind == OPTION_CALL ? "call" : "put");
	jsonl_double(w, "spot", q.spot, -1);
	jsonl_double(w, "strike", q.strike, -1);
	jsonl_double(w, "years", q.years, -1);
	jsonl_double(w, "rate", q.rate, -1);
	jsonl_double(w, "dividend_yield", q.dividend_yield, -1);
	jsonl_double(w, "price", q.price, -1);
	jsonl_text(w, "status", iv_status_name(status));
	jsonl_double(w, "implied_volatility", volatility, -1);
	jsonl_double(w, "delta", g.delta, -1);
	jsonl_double(w, "gamma", g.gamma, -1);
	jsonl_double(w, "theta", g.theta, -1);
	jsonl_double(w, "vega", g.vega, -1);
	jsonl_double(w, "rho", g.rho, -1);
	return 0;
}
