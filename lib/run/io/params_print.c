#include "params_print.h"

#include <string.h>

#include "text.h"

static const char *value_text(double value, struct buf *b)
{
	struct jsonl w;
	buf_clear(b);
	jsonl_init(&w, b);
	jsonl_double(&w, NULL, value, -1);
	return buf_text(b);
}

void params_print_parameter(struct run *run, const struct param *row)
{
	static const char *const kinds[] = {"number", "integer", "switch"};
	static const char *const risks[] = {NULL, "higher", "lower"};
	double value = params_get(&run->params, row);
	if (run->json) {
		struct jsonl *w = run_row(run);
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "name", row->name);
		jsonl_double(w, "value", value, -1);
		jsonl_double(w, "default", row->initial, -1);
		jsonl_double(w, "least", row->least, -1);
		jsonl_double(w, "most", row->most, -1);
		jsonl_text(w, "unit", row->unit);
		jsonl_text(w, "kind", kinds[row->kind]);
		jsonl_text(w, "riskier", risks[row->risk]);
		jsonl_text(w, "meaning", row->meaning);
		jsonl_i64(w, "params_version", run->params_version);
		run_row_end(run);
		return;
	}
	buf_auto struct buf now = BUF_INIT(64), initial = BUF_INIT(64);
	bool changed = value < row->initial || value > row->initial;
	buf_printf(&run->out, "%-31s %9s %-9s %s", row->name, value_text(value, &now), row->unit,
		row->meaning);
	if (changed)
		buf_printf(&run->out, " [default %s]", value_text(row->initial, &initial));
	buf_putc(&run->out, '\n');
}

void params_print_change(struct run *run, const struct param *row, double from, double to)
{
	if (run->json) {
		struct jsonl *w = run_row(run);
		jsonl_open(w, NULL, '{');
		jsonl_text(w, "name", row->name);
		jsonl_double(w, "from", from, -1);
		jsonl_double(w, "to", to, -1);
		jsonl_close(w);
		return;
	}
	buf_auto struct buf a = BUF_INIT(64), b = BUF_INIT(64);
	buf_printf(&run->out, "  %-31s %9s -> %s %s\n", row->name, value_text(from, &a),
		value_text(to, &b), row->unit);
}

static void params_print_changes(
	struct run *run, const struct params *before, const struct params *after)
{
	for (size_t i = 0; i < param_count; i++) {
		double from = params_get(before, &param_table[i]),
		       to = params_get(after, &param_table[i]);
		if (from < to || from > to)
			params_print_change(run, &param_table[i], from, to);
	}
}

void params_print_version(
	struct run *run, const struct params_version *v, const struct params *before)
{
	if (run->json) {
		struct jsonl *w = run_row(run);
		jsonl_open(w, NULL, '{');
		jsonl_i64(w, "params_version", v->version);
		jsonl_instant(w, "created_at", v->created_at);
		jsonl_text(w, "author", v->author);
		jsonl_text(w, "reason", v->reason);
		jsonl_open(w, "changes", '[');
		params_print_changes(run, before, &v->params);
		jsonl_close(w);
		run_row_end(run);
		return;
	}
	char time[INSTANT_TEXT_SIZE];
	buf_printf(&run->out, "version %lld  %s  ", (long long)v->version,
		instant_format(v->created_at, time));
	text_escape(&run->out, v->author, strlen(v->author));
	buf_puts(&run->out, ": ");
	text_escape(&run->out, v->reason, strlen(v->reason));
	buf_putc(&run->out, '\n');
	params_print_changes(run, before, &v->params);
}
