/*
 * The engine http: a text classification service on the network, with the interface of Hugging
 * Face's inference: the hosted API, an Inference Endpoint, text-embeddings-inference or a server of
 * one's own.
 *
 * 	POST {"inputs": ["text", ...]}  ->  [[{"label": "positive", "score": 0.9}, ...], ...]
 *
 * A reply that is not exactly this, for exactly these texts, is refused, because a wrong label
 * would be traded on.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "clock.h"
#include "http.h"
#include "json.h"
#include "jsonl.h"
#include "num.h"
#include "sentiment.h"
#include "text.h"

enum {
	BATCH = 32,	 /* the default limit of text-embeddings-inference per client */
	TEXT_MAX = 2000, /* bytes: about the 512 tokens that models read */
	REPLY_MAX = 1 << 20,
	REQUEST_MAX = 1 << 20,
	REQUEST_TIMEOUT_MS = 20000,
	HEADER_SIZE = SECRET_SIZE + 32,
	LABELS_MAX = 16,
	WAITS_MAX = 8,	  /* replies "later" to one request */
	WAIT_FIRST_S = 1, /* when the service gives no time; doubled each time */
	RESERVE_S = 5,	  /* seconds of the run that the next engines and storing keep */
	RESERVE_PART = 5, /* or one part in this many of a shorter run */
	HTTP_BAD_REQUEST = 400,
	HTTP_TOO_LARGE = 413,
	HTTP_UNPROCESSABLE = 422,
	HTTP_TOO_MANY = 429,
	HTTP_LATER = 503,
};

/* The form in which several texts are sent. */
enum inputs {
	INPUTS_PLAIN,  /* ["a", "b"]; text-embeddings-inference takes this as one pair */
	INPUTS_NESTED, /* [["a"], ["b"]]: batches of text-embeddings-inference */
};

/* Some services round scores; a greater difference is not rounding. */
static const double sum_tolerance = .01;

struct http_engine {
	struct sentiment_engine engine;
	const struct run *run;
	struct http *http;
	int64_t deadline_us; /* the deadline of this engine, before that of the run */
	char url[CONF_VALUE_SIZE];
	char authorization[HEADER_SIZE];	   /* "": none */
	enum sentiment_label numbered[LABELS_MAX]; /* the meaning of LABEL_0 and so on */
	size_t numbered_count;
	enum inputs inputs;
};

/* The names that models give the three labels, in upper or lower case. */
static const struct {
	const char *word;
	enum sentiment_label label;
} words[] = {
	{"positive", SENTIMENT_POSITIVE},
	{"negative", SENTIMENT_NEGATIVE},
	{"neutral", SENTIMENT_NEUTRAL},
	{"bullish", SENTIMENT_POSITIVE},
	{"bearish", SENTIMENT_NEGATIVE},
	{"pos", SENTIMENT_POSITIVE},
	{"neg", SENTIMENT_NEGATIVE},
	{"neu", SENTIMENT_NEUTRAL},
};

static bool word_label(const char *word, enum sentiment_label *out)
{
	for (size_t i = 0; i < array_size(words); i++)
		if (text_equal_nocase(words[i].word, word)) {
			*out = words[i].label;
			return true;
		}
	return false;
}

/*
 * Reads a label of a reply. LABEL_0 has no meaning of its own: models number the same three labels
 * differently.
 */
static bool read_label(const struct http_engine *e, const char *text, enum sentiment_label *out)
{
	static const char prefix[] = "LABEL_";
	int64_t number;
	if (word_label(text, out))
		return true;
	if (strlen(text) < sizeof prefix || e->numbered_count == 0)
		return false;
	char start[sizeof prefix];
	memcpy(start, text, sizeof prefix - 1);
	start[sizeof prefix - 1] = '\0';
	if (!text_equal_nocase(start, prefix) ||
		num_parse_i64(
			text + sizeof prefix - 1, 0, (int64_t)e->numbered_count - 1, &number) != 0)
		return false;
	*out = e->numbered[number];
	return true;
}

/*
 * Reads sentiment_labels, the meanings of LABEL_0, LABEL_1 and so on: "positive,negative,neutral".
 */
static int read_numbered(struct http_engine *e, const char *list, struct error *err)
{
	while (*list != '\0') {
		char word[16] = "";
		size_t length = strcspn(list, ",");
		if (length < sizeof word)
			memcpy(word, list, length);
		(void)text_fold_space(word);
		if (e->numbered_count == LABELS_MAX ||
			!word_label(word, &e->numbered[e->numbered_count]))
			return error_set(err, ERROR_CONFIG,
				"sentiment_labels: not positive, neutral or negative: \"%.*s\"",
				(int)(length < 40 ? length : 40), list);
		e->numbered_count++;
		list += length + (list[length] == ',');
	}
	return 0;
}

/* Sets the name of the model as its URL gives it, or else the service: HOST/PATH. */
static void name_model(struct http_engine *e)
{
	static const char models[] = "/models/";
	const char *named = strstr(e->url, models);
	const char *from = named != NULL ? named + sizeof models - 1 : strstr(e->url, "://") + 3;
	size_t length = strcspn(from, "?#");
	if (length >= sizeof e->engine.model)
		length = text_cut(from, length, sizeof e->engine.model - 1);
	memcpy(e->engine.model, from, length);
	e->engine.model[length] = '\0';
}

/* Whether TEXT can stand in a header. Messages never show the token. */
static bool is_header_text(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static int configure(struct http_engine *e, struct conf *conf, struct error *err)
{
	const char *url = conf_get(conf, CONF_SENTIMENT_URL);
	if (url[0] == '\0')
		return error_set(err, ERROR_CONFIG, "sentiment_url is not set");
	(void)text_copy(e->url, sizeof e->url, url);
	if (read_numbered(e, conf_get(conf, CONF_SENTIMENT_LABELS), err) != 0 ||
		conf_load_service(conf, CONF_SERVICE_SENTIMENT, err) != 0)
		return -1;
	if (!is_header_text(conf->sentiment_token))
		return error_set(err, ERROR_CONFIG,
			"the token of the sentiment service has a space or a character that is not "
			"printable ASCII");
	if (conf->sentiment_token[0] != '\0')
		(void)snprintf(e->authorization, HEADER_SIZE, "Authorization: Bearer %s",
			conf->sentiment_token);
	name_model(e);
	return 0;
}

static void engine_free(struct http_engine *e)
{
	http_close(e->http);
	explicit_bzero(e, sizeof *e);
	free(e);
}

static void service_close(struct sentiment_engine *engine)
{
	engine_free((struct http_engine *)engine);
}

static int service_open(
	struct sentiment_engine **out, const struct sentiment_settings *options, struct error *err)
{
	struct http_engine *e = calloc(1, sizeof *e);
	struct conf *conf = malloc(sizeof *conf);
	if (e == NULL || conf == NULL) {
		free(e);
		free(conf);
		return error_memory(err);
	}
	int64_t now_us = clock_monotonic_us(), left_us = options->run->deadline_us - now_us;
	int64_t reserve_us = left_us / RESERVE_PART;
	if (reserve_us > RESERVE_S * SECOND_US)
		reserve_us = RESERVE_S * SECOND_US;
	e->engine.kind = &sentiment_http;
	e->run = options->run;
	e->deadline_us = options->run->deadline_us - reserve_us;
	*conf = options->run->conf; /* the run's own stays as it is */
	int result = configure(e, conf, err);
	conf_clear(conf);
	free(conf);
	if (result == 0)
		result = http_open(&e->http, e->deadline_us, err);
	if (result != 0) {
		engine_free(e);
		return -1;
	}
	*out = &e->engine;
	return 0;
}

/* Writes the title, and the summary after it as its own sentence, as much as models read. */
static void write_text(struct jsonl *w, const struct sentiment_text *text)
{
	buf_auto struct buf b = BUF_INIT(1 << 20);
	buf_puts(&b, text->title);
	if (text->summary != NULL && text->summary[0] != '\0') {
		char last = b.length > 0 ? b.data[b.length - 1] : '.';
		buf_puts(&b, strchr(".!?", last) != NULL ? " " : ". ");
		buf_puts(&b, text->summary);
	}
	jsonl_text_n(w, NULL, buf_text(&b), text_cut(buf_text(&b), b.length, TEXT_MAX));
}

static int write_request(struct buf *body, enum inputs inputs, const struct sentiment_text *texts,
	size_t count, struct error *err)
{
	struct jsonl w;
	jsonl_init(&w, body);
	jsonl_open(&w, NULL, '{');
	jsonl_open(&w, "inputs", '[');
	for (size_t i = 0; i < count; i++) {
		if (inputs == INPUTS_NESTED)
			jsonl_open(&w, NULL, '[');
		write_text(&w, &texts[i]);
		if (inputs == INPUTS_NESTED)
			jsonl_close(&w);
	}
	jsonl_close(&w);
	jsonl_close(&w);
	return buf_ok(body) ? 0 : error_memory(err);
}

/* The error of the service, in the form {"error": "...", "estimated_time": 20.0}. */
struct complaint {
	char text[160];
	double estimated_s; /* NAN: not given */
};

static void read_complaint(const struct http_response *r, struct complaint *out)
{
	json_auto_t *body = NULL;
	*out = (struct complaint){.estimated_s = (double)NAN};
	if (json_parse(buf_text(&r->body), r->body.length, &body, NULL) != 0)
		return;
	const char *text = json_string_value(json_object_get(body, "error"));
	if (text != NULL)
		(void)snprintf(out->text, sizeof out->text, ": %.*s",
			(int)text_cut(text, strlen(text), sizeof out->text - 3), text);
	const json_t *estimate = json_object_get(body, "estimated_time");
	if (json_is_number(estimate) && json_number_value(estimate) >= 0)
		out->estimated_s = json_number_value(estimate);
}

/* Sets the error of a response that is not a success; returns -1. */
static int set_refusal(const struct http_response *r, struct error *err)
{
	struct complaint c;
	read_complaint(r, &c);
	enum error_kind kind = r->status == HTTP_TOO_MANY	      ? ERROR_AGAIN
			       : r->status == 401 || r->status == 403 ? ERROR_PERMISSION
			       : r->status == HTTP_BAD_REQUEST || r->status == HTTP_TOO_LARGE ||
					       r->status == HTTP_UNPROCESSABLE
				       ? ERROR_DATA
				       : ERROR_UNAVAILABLE;
	return error_set(err, kind, "HTTP %ld%s", r->status, c.text);
}

/*
 * Waits for the time that a reply "later" gives. Returns 0 at that time, -1 when it is too far off.
 */
static int wait_for(
	struct http_engine *e, const struct http_response *r, int waits, struct error *err)
{
	struct complaint c;
	read_complaint(r, &c);
	double wait_s = r->retry_after_s >= 0	  ? (double)r->retry_after_s
			: isfinite(c.estimated_s) ? c.estimated_s
						  : (double)(WAIT_FIRST_S * (INT64_C(1) << waits));
	double left_s = (double)(e->deadline_us - clock_monotonic_us()) / (double)SECOND_US;
	if (waits >= WAITS_MAX || wait_s >= left_s) {
		(void)set_refusal(r, err);
		return error_prefix(err, "could not wait %.0f s", wait_s);
	}
	clock_sleep_until(clock_monotonic_us() + (int64_t)(wait_s * (double)SECOND_US));
	return run_should_stop(e->run) ? error_set(err, ERROR_AGAIN, "stopped while waiting") : 0;
}

/*
 * Sends one request, and repeats it while the service replies "later". *STATUS 0: there was no
 * response.
 */
static int exchange(struct http_engine *e, const char *body, struct http_response *r, long *status,
	struct error *err)
{
	const char *headers[] = {e->authorization[0] == '\0' ? NULL : e->authorization, NULL};
	struct http_request request = {
		.method = "POST",
		.url = e->url,
		.body = body,
		.headers = headers,
		.timeout_ms = REQUEST_TIMEOUT_MS,
		.body_max = REPLY_MAX,
	};
	*status = 0;
	for (int waits = 0;; waits++) {
		if (clock_monotonic_us() >= e->deadline_us)
			return error_set(err, ERROR_AGAIN, "the time of the engine is over");
		http_perform(e->http, &request, r);
		*status = r->outcome == HTTP_ANSWERED ? r->status : 0;
		if (*status >= 200 && *status <= 299)
			return 0;
		int result = -1;
		if (*status == 0)
			(void)error_set(err, ERROR_UNAVAILABLE, "%s", r->reason);
		else if (*status == HTTP_TOO_MANY || *status == HTTP_LATER)
			result = wait_for(e, r, waits, err);
		else
			(void)set_refusal(r, err);
		if (result != 0)
			return -1;
		buf_free(&r->body);
	}
}

/* Reads [{"label", "score"}, ...]: each label once, with scores that are probabilities. */
static int read_scores(
	const struct http_engine *e, const json_t *array, struct sentiment *out, struct error *err)
{
	double p[3] = {0, 0, 0}, sum = 0;
	bool seen[3] = {false, false, false};
	size_t i;
	const json_t *item;
	json_array_foreach(array, i, item)
	{
		const char *name = json_string_value(json_object_get(item, "label"));
		const json_t *score = json_object_get(item, "score");
		enum sentiment_label label;
		if (name == NULL || !json_is_number(score))
			return error_set(err, ERROR_DATA, "a label or a score is missing");
		if (!read_label(e, name, &label))
			return error_set(err, ERROR_DATA, "not a known label: \"%.40s\"", name);
		double value = json_number_value(score);
		if (seen[label] || !(value >= 0 && value <= 1 + sum_tolerance))
			return error_set(err, ERROR_DATA,
				"label \"%.40s\" comes twice, or its score is not a probability",
				name);
		seen[label] = true;
		p[label] = value;
		sum += value;
	}
	if (fabs(sum - 1) > sum_tolerance)
		return error_set(err, ERROR_DATA, "the scores sum to %.4g, not to 1", sum);
	return sentiment_set(
		out, p[SENTIMENT_NEGATIVE], p[SENTIMENT_NEUTRAL], p[SENTIMENT_POSITIVE], err);
}

/* Returns 1 when the reply is for one text though several were sent. */
static int read_reply(const struct http_engine *e, const struct http_response *r, size_t count,
	struct sentiment *out, struct error *err)
{
	json_auto_t *root = NULL;
	if (json_parse(buf_text(&r->body), r->body.length, &root, err) != 0)
		return -1;
	if (!json_is_array(root) || json_array_size(root) == 0)
		return error_set(err, ERROR_DATA, "the reply is not a JSON array");
	if (json_is_object(json_array_get(root, 0)))
		return count == 1 ? read_scores(e, root, out, err) : 1;
	if (json_array_size(root) != count)
		return error_set(
			err, ERROR_DATA, "%zu results for %zu texts", json_array_size(root), count);
	for (size_t i = 0; i < count; i++) {
		const json_t *scores = json_array_get(root, i);
		if (!json_is_array(scores))
			return error_set(err, ERROR_DATA, "result %zu is not an array", i + 1);
		if (read_scores(e, scores, &out[i], err) != 0)
			return error_prefix(err, "result %zu", i + 1);
	}
	return 0;
}

/* Returns 1 when the service seems to need the other form. */
static int send_as(struct http_engine *e, enum inputs inputs, const struct sentiment_text *texts,
	size_t count, struct sentiment *out, struct error *err)
{
	buf_auto struct buf body = BUF_INIT(REQUEST_MAX);
	struct http_response r;
	long status;
	if (write_request(&body, inputs, texts, count, err) != 0)
		return -1;
	r.body = BUF_INIT(0);
	int result = exchange(e, buf_text(&body), &r, &status, err);
	if (result == 0)
		result = read_reply(e, &r, count, out, err);
	else if (status == HTTP_BAD_REQUEST || status == HTTP_UNPROCESSABLE)
		result = 1;
	buf_free(&r.body);
	return result;
}

/*
 * text-embeddings-inference takes two texts for a pair and refuses three. Its refusal shows what it
 * is, so the other form is tried once and used from then on.
 */
static int send_texts(struct http_engine *e, const struct sentiment_text *texts, size_t count,
	struct sentiment *out, struct error *err)
{
	int result = send_as(e, e->inputs, texts, count, out, err);
	if (result == 1 && count > 1 && e->inputs == INPUTS_PLAIN) {
		result = send_as(e, INPUTS_NESTED, texts, count, out, err);
		if (result == 0)
			e->inputs = INPUTS_NESTED;
	}
	if (result == 1 && err->kind == ERROR_NONE)
		(void)error_set(err, ERROR_DATA, "1 result for %zu texts", count);
	return result == 0 ? 0 : -1;
}

static int service_classify(struct sentiment_engine *engine, const struct sentiment_text *texts,
	size_t count, struct sentiment *out, struct error *err)
{
	struct http_engine *e = (struct http_engine *)engine;
	struct sentiment *found = malloc(count * sizeof *found);
	if (found == NULL)
		return error_memory(err);
	memcpy(found, out, count * sizeof *found);
	int result = 0;
	for (size_t i = 0; i < count && result == 0; i += BATCH) {
		struct error why = {0};
		result = send_texts(
			e, texts + i, count - i < BATCH ? count - i : BATCH, found + i, &why);
		if (result != 0)
			*err = why;
	}
	if (result == 0)
		memcpy(out, found, count * sizeof *found);
	free(found);
	return result;
}

const struct sentiment_kind sentiment_http = {
	.name = "http",
	.batch = BATCH,
	.open = service_open,
	.classify = service_classify,
	.close = service_close,
};
