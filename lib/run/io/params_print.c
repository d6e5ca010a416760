#include "params_print.h"

#include "zone.h"

const struct view_column parameter_columns[] = {
	{"name", "parameter", .kind = VIEW_TEXT},
	{"value", "value", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{"unit", "unit", .kind = VIEW_TEXT},
	{"default", "default", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN, .worth = -1},
	{"meaning", "meaning", .kind = VIEW_FOLDED, .worth = 1},
	{0},
};

const struct view_column parameter_change_columns[] = {
	{"name", "parameter", .kind = VIEW_TEXT},
	{"from", "from", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{"to", "to", .kind = VIEW_NUMBER, .decimals = VIEW_AS_WRITTEN},
	{0},
};

void params_print_parameter(struct run *run, const struct param *row)
{
	static const char *const kinds[] = {"number", "integer", "switch"};
	static const char *const risks[] = {NULL, "higher", "lower"};
	struct jsonl *w = run_row(run, &parameter_row);
	jsonl_text(w, "name", row->name);
	jsonl_double(w, "value", params_get(&run->params, row), -1);
	jsonl_double(w, "default", row->initial, -1);
	jsonl_double(w, "least", row->least, -1);
	jsonl_double(w, "most", row->most, -1);
	jsonl_text(w, "unit", row->unit);
	jsonl_text(w, "kind", kinds[row->kind]);
	jsonl_text(w, "riskier", risks[row->risk]);
	jsonl_text(w, "meaning", row->meaning);
	jsonl_i64(w, "params_version", run->params_version);
	run_row_end(run);
}

static void write_change(struct jsonl *w, const struct param *row, double from, double to)
{
	jsonl_text(w, "name", row->name);
	jsonl_double(w, "from", from, -1);
	jsonl_double(w, "to", to, -1);
}

void params_print_change(struct run *run, const struct param *row, double from, double to)
{
	write_change(run_row(run, &change_row), row, from, to);
	run_row_end(run);
}

static void params_print_changes(
	struct run *run, const struct params *before, const struct params *after)
{
	for (size_t i = 0; i < param_count; i++) {
		double from = params_get(before, &param_table[i]),
		       to = params_get(after, &param_table[i]);
		if (!(from < to || from > to))
			continue;
		if (!run->json) {
			params_print_change(run, &param_table[i], from, to);
			continue;
		}
		jsonl_open(&run->json_out, NULL, '{');
		write_change(&run->json_out, &param_table[i], from, to);
		jsonl_close(&run->json_out);
	}
}

void params_print_version(
	struct run *run, const struct params_version *v, const struct params *before)
{
	if (run->json) {
		struct jsonl *w = run_row(run, &version_row);
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
	char clock[ZONE_CLOCK_SIZE];
	run_say(run, "version %lld  %s New York  %s: %s", (long long)v->version,
		zone_clock(v->created_at, true, clock), v->author, v->reason);
	params_print_changes(run, before, &v->params);
}

static void sample_parameter(struct run *run)
{
	static const struct param row = {.name = "", .unit = "", .meaning = ""};
	params_print_parameter(run, &row);
}

static void sample_change(struct run *run)
{
	params_print_change(run, &param_table[0], 0, 0);
}

static void sample_version(struct run *run)
{
	struct params_version version = {.author = "", .reason = ""};
	struct params before;
	params_init(&before);
	version.params = before;
	(void)params_set(&version.params, param_table[0].name, param_table[0].most, NULL);
	(void)params_set(&before, param_table[0].name, param_table[0].least, NULL);
	params_print_version(run, &version, &before);
}

const struct row_kind parameter_row = {"parameter", sample_parameter};
const struct row_kind change_row = {"change", sample_change};
const struct row_kind version_row = {"version", sample_version};
