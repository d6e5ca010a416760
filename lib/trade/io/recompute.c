#include "recompute.h"

#include <string.h>

#include "decision_read.h"
#include "json.h"
#include "json_difference.h"
#include "params_store.h"
#include "signal_snapshot.h"

enum { JSON_MAX = 16 << 20 };

/* The columns that were stored with a recommendation. */
struct stored_decision {
	json_t *row; /* borrowed */
	struct signal_snapshot signal;
	struct decision decision;
	bool is_asked; /* opt-dispatch asked the gates: DECISION is set */
	json_t *outcome;
};

/* The parameters of both programs. */
struct both_params {
	struct params signal, dispatch;
};

static void set_copy(json_t *to, const char *key, json_t *from, const char *name)
{
	json_t *value = json_object_get(from, name);
	(void)json_object_set_new(to, key, value == NULL ? json_null() : json_deep_copy(value));
}

/* The results as they are stored, in the shape of what write_computed writes. */
static json_t *stored_outcome(const struct stored_decision *s)
{
	json_t *out = json_object(), *trade = json_object();
	json_t *explain = json_object_get(s->row, "explain_json");
	static const char *const words[] = {
		"action", "instrument_type", "strategy_type", "confidence"};
	set_copy(out, "signal", s->row, "reason");
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		set_copy(trade, words[i], s->row, words[i]);
	set_copy(trade, "outcome", json_object_get(s->row, "features_snapshot"), "outcome");
	(void)json_object_set_new(out, "trade", trade);
	if (!s->is_asked)
		return out;
	json_t *decision = json_object();
	set_copy(decision, "gates", s->row, "risk_gate_json");
	set_copy(decision, "contracts", s->row, "quality_json");
	set_copy(decision, "chosen", explain, "chosen");
	set_copy(decision, "limit_price", explain, "limit_price");
	set_copy(decision, "sizing", s->row, "sizing_json");
	(void)json_object_set_new(out, "decision", decision);
	return out;
}

static void write_trade(
	struct jsonl *w, const struct signal_decision *d, enum recommend_outcome outcome)
{
	bool passed = d->failed == SIGNAL_PASSED;
	jsonl_open(w, "trade", '{');
	jsonl_text(w, "action", passed ? trade_action_name(d->action) : NULL);
	jsonl_text(w, "instrument_type", passed ? instrument_name(d->instrument) : NULL);
	jsonl_text(w, "strategy_type", passed ? strategy_name(d->strategy) : NULL);
	jsonl_double(w, "confidence", d->score.confidence, 4);
	jsonl_text(w, "outcome", recommend_outcome_name(outcome));
	jsonl_close(w);
}

/* Decides again; the caller frees *OUT. */
static int compute(
	struct stored_decision *s, const struct both_params *p, json_t **out, struct error *err)
{
	struct signal_decision signal;
	buf_auto struct buf text = BUF_INIT(JSON_MAX);
	struct jsonl w;
	enum recommend_outcome outcome = signal_snapshot_decide(&p->signal, &s->signal, &signal);
	jsonl_init(&w, &text);
	jsonl_open(&w, NULL, '{');
	signal_write(&w, "signal", &signal);
	write_trade(&w, &signal, outcome);
	if (s->is_asked) {
		struct decision_outcome decided;
		decision_compute(&s->decision, &p->dispatch, &decided);
		decision_outcome_write(&w, "decision", &s->decision, &decided);
	}
	jsonl_close(&w);
	if (!buf_ok(&text))
		return error_memory(err);
	return json_parse(buf_text(&text), text.length, out, err);
}

static int read_stored(json_t *row, struct stored_decision *s, struct error *err)
{
	json_t *explain = json_object_get(row, "explain_json");
	*s = (struct stored_decision){.row = row, .is_asked = json_is_object(explain)};
	if (signal_snapshot_read(json_object_get(row, "features_snapshot"),
		    json_object_get(row, "sentiment_snapshot"), &s->signal, err) != 0)
		return error_prefix(err, "the inputs of the signal are not stored");
	if (s->is_asked && decision_read(explain, json_string_value(json_object_get(row, "ticker")),
				   &s->decision, err) != 0) {
		signal_snapshot_free(&s->signal);
		return error_prefix(err, "the inputs of the decision are not stored");
	}
	s->outcome = stored_outcome(s);
	return 0;
}

static void free_stored(struct stored_decision *s)
{
	signal_snapshot_free(&s->signal);
	decision_free(&s->decision);
	json_decref(s->outcome);
}

/* ---- verdicts ---- */

/*
 * Adds to BECAUSE the parameters of which the value of now, alone among the values of then, makes a
 * difference.
 */
static int find_causes(struct stored_decision *s, const struct both_params *then,
	const struct params *now, json_t *because, struct error *err)
{
	for (size_t i = 0; i < param_count; i++) {
		const struct param *row = &param_table[i];
		double value = params_get(now, row), before = params_get(&then->dispatch, row);
		struct both_params changed = *then;
		struct json_difference difference;
		json_auto_t *computed = NULL;
		if (!(value < before || value > before)) {
			before = params_get(&then->signal, row);
			if (!(value < before || value > before))
				continue;
		}
		memcpy((char *)&changed.signal + row->offset, &value, sizeof value);
		memcpy((char *)&changed.dispatch + row->offset, &value, sizeof value);
		if (compute(s, &changed, &computed, err) != 0)
			return -1;
		if (json_first_difference(s->outcome, computed, &difference))
			(void)json_array_append_new(because,
				json_pack("{s:s, s:f, s:f, s:s}", "parameter", row->name, "then",
					before, "now", value, "difference", difference.path));
	}
	return 0;
}

static json_t *copy_or_null(json_t *value)
{
	return value == NULL ? json_null() : json_deep_copy(value);
}

/* Compares and adds the verdict to VERDICTS; *IDENTICAL is the result. */
static int judge_with(struct stored_decision *s, const char *which, int64_t version,
	const struct both_params *p, json_t *verdicts, bool *identical, struct error *err)
{
	json_auto_t *computed = NULL;
	struct json_difference difference;
	if (compute(s, p, &computed, err) != 0)
		return -1;
	*identical = !json_first_difference(s->outcome, computed, &difference);
	json_t *verdict = json_object();
	(void)json_object_set_new(verdict, "params", json_string(which));
	(void)json_object_set_new(verdict, "version", json_integer(version));
	(void)json_object_set_new(verdict, "identical", json_boolean(*identical));
	(void)json_object_set_new(
		verdict, "field", *identical ? json_null() : json_string(difference.path));
	(void)json_object_set_new(
		verdict, "stored", *identical ? json_null() : copy_or_null(difference.a));
	(void)json_object_set_new(
		verdict, "computed", *identical ? json_null() : copy_or_null(difference.b));
	(void)json_object_set_new(verdict, "because", json_array());
	return json_array_append_new(verdicts, verdict) != 0 ? error_memory(err) : 0;
}

static int find_params(struct run *run, const struct stored_decision *s, struct both_params *then,
	int64_t *version, struct error *err)
{
	struct params_version signal, dispatch;
	int64_t first = json_integer_value(json_object_get(s->row, "params_version"));
	*version = s->is_asked ? s->decision.params_version : first;
	if (params_store_find(run->db, first, &signal, err) != 0 ||
		params_store_find(run->db, *version, &dispatch, err) != 0)
		return -1;
	*then = (struct both_params){signal.params, dispatch.params};
	return 0;
}

static int judge_stored(
	struct run *run, struct stored_decision *s, json_t *verdicts, struct error *err)
{
	struct both_params then;
	struct params_version newest;
	int64_t version;
	bool identical;
	if (find_params(run, s, &then, &version, err) != 0 ||
		params_store_newest(run->db, &newest, err) != 0 ||
		judge_with(s, "then", version, &then, verdicts, &identical, err) != 0)
		return -1;
	if (newest.version == version &&
		newest.version == json_integer_value(json_object_get(s->row, "params_version")))
		return 0;
	struct both_params now = {newest.params, newest.params};
	if (judge_with(s, "now", newest.version, &now, verdicts, &identical, err) != 0)
		return -1;
	json_t *last = json_array_get(verdicts, json_array_size(verdicts) - 1);
	return identical ? 0
			 : find_causes(s, &then, &newest.params, json_object_get(last, "because"),
				   err);
}

int recompute(struct run *run, json_t *recommendation, json_t **out, struct error *err)
{
	struct stored_decision s;
	struct error why = {0};
	json_t *verdicts = json_array();
	int result = 0;
	if (read_stored(recommendation, &s, &why) != 0) {
		(void)json_array_append_new(verdicts,
			json_pack("{s:s, s:n, s:s}", "params", "then", "identical", "reason",
				why.text));
	} else {
		result = judge_stored(run, &s, verdicts, err);
		free_stored(&s);
	}
	if (result != 0) {
		json_decref(verdicts);
		return -1;
	}
	*out = verdicts;
	return 0;
}

bool recompute_agrees(const json_t *verdicts)
{
	return !json_is_false(json_object_get(json_array_get(verdicts, 0), "identical"));
}
