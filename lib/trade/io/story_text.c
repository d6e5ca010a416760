/* The story of a recommendation as text for a terminal. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instant.h"
#include "story.h"
#include "text.h"

/* Appends a value: a text escaped, a time without its offset, "-" for nothing. */
static void put_value(struct buf *out, const json_t *value)
{
	struct instant t;
	char time[INSTANT_TEXT_SIZE];
	const char *text = json_string_value(value);
	if (value == NULL || json_is_null(value)) {
		buf_putc(out, '-');
	} else if (text != NULL && instant_parse(text, &t) == 0) {
		buf_puts(out, instant_format(t, time));
	} else if (text != NULL) {
		text_escape(out, text, strlen(text));
	} else {
		char *dumped = json_dumps(
			value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(10));
		size_t length = dumped == NULL ? 0 : strlen(dumped);
		if (length > 2 && text_equal(dumped + length - 2, ".0"))
			length -= 2;
		buf_append(out, dumped == NULL ? "" : dumped, length);
		free(dumped);
	}
}

/*
 * Appends FORMAT with a member of OBJECT in the place of each {NAME}; {A.B} is the member B of the
 * member A.
 */
static void put(struct buf *out, const json_t *object, const char *format)
{
	for (const char *c = format; *c != '\0';) {
		const char *end = *c == '{' ? strchr(c, '}') : NULL;
		if (end == NULL) {
			buf_putc(out, *c++);
			continue;
		}
		char name[64];
		(void)snprintf(name, sizeof name, "%.*s", (int)(end - c - 1), c + 1);
		char *dot = strchr(name, '.');
		const json_t *from = object;
		if (dot != NULL) {
			*dot = '\0';
			from = json_object_get(object, name);
		}
		put_value(out, json_object_get(from, dot == NULL ? name : dot + 1));
		c = end + 1;
	}
}

static void put_head(struct buf *out, const char *name)
{
	buf_printf(out, "\n%s\n", name);
}

static const json_t *source_of(const struct story *s, const json_t *article)
{
	size_t i;
	json_t *source;
	json_array_foreach(s->parts[STORY_SOURCES], i, source)
	{
		if (json_equal(json_object_get(source, "raw_event_id"),
			    json_object_get(article, "raw_event_id")))
			return source;
	}
	return NULL;
}

static void put_articles(struct buf *out, const struct story *s, const json_t *r)
{
	const json_t *sentiment = json_object_get(r, "sentiment_snapshot");
	size_t i;
	json_t *article;
	put_head(out, "Articles");
	put(out, sentiment, "  score {s} from {n} stories, the newest of {newest}\n");
	json_array_foreach(json_object_get(sentiment, "articles"), i, article)
	{
		put(out, article, "  {published_at}  score {score}, weight {weight}  {title} ");
		put(out, article, "({engine}, {event_type}");
		put(out, source_of(s, article), "; {source}, known {known_at})\n");
	}
}

static void put_signal(struct buf *out, const json_t *r)
{
	const json_t *reason = json_object_get(r, "reason");
	put_head(out, "Signal");
	put(out, reason,
		"  {direction}: trend {trend}, setup {setup}, volatility {vola}: base {base}\n");
	put(out, reason, "  volume ratio {volume_ratio}: times {mult} = confidence {confidence}\n");
	put(out, json_object_get(r, "features_snapshot"),
		"  close {close}, sma20 {sma20}, distance {distance_sma20}, trend {trend_state}, "
		"daily trend {daily_trend}, IV percentile {iv_percentile}, SPY trend {spy_trend}, "
		"sector {sector} {sector_return}\n");
}

static void put_gates(struct buf *out, const json_t *r)
{
	size_t i;
	json_t *gate;
	const json_t *gates = json_object_get(r, "risk_gate_json");
	put_head(out, "Gates");
	if (json_array_size(gates) == 0)
		buf_puts(out, "  none was asked\n");
	json_array_foreach(gates, i, gate)
	{
		buf_printf(out, "  %-20s %-14s ", json_string_value(json_object_get(gate, "gate")),
			json_string_value(json_object_get(gate, "verdict")));
		put(out, gate, "{observed} against {threshold}");
		const char *why = json_string_value(json_object_get(gate, "reason"));
		if (why != NULL && why[0] != '\0')
			put(out, gate, ": {reason}");
		buf_putc(out, '\n');
	}
}

/* How many candidates were rejected, by each reason. */
static void put_rejected(struct buf *out, const json_t *candidates)
{
	json_t *counts = json_object();
	size_t i;
	json_t *candidate, *count;
	const char *reason;
	json_array_foreach(candidates, i, candidate)
	{
		reason = json_string_value(json_object_get(candidate, "reason"));
		if (reason != NULL)
			(void)json_object_set_new(counts, reason,
				json_integer(
					1 + json_integer_value(json_object_get(counts, reason))));
	}
	buf_printf(out, "  %zu candidates:", json_array_size(candidates));
	json_object_foreach(counts, reason, count)
	{
		buf_printf(out, " %lld %s", (long long)json_integer_value(count), reason);
	}
	buf_putc(out, '\n');
	json_decref(counts);
}

static void put_contracts(struct buf *out, const json_t *r)
{
	size_t i;
	json_t *c;
	const json_t *candidates = json_object_get(r, "quality_json"),
		     *chosen = json_object_get(json_object_get(r, "explain_json"), "chosen");
	if (!json_is_array(candidates))
		return;
	put_head(out, "Contracts");
	put_rejected(out, candidates);
	json_array_foreach(candidates, i, c)
	{
		if (json_is_null(json_object_get(c, "score")))
			continue;
		bool best = json_equal(json_object_get(c, "symbol"), chosen) != 0;
		put(out, c, best ? "> " : "  ");
		put(out, c,
			"{symbol}  score {score} = spread {spread_points} + volume "
			"{volume_points} + delta {delta_points} + strike {strike_points}; "
			"{bid}/{ask}, delta {delta}\n");
	}
}

static void put_size(struct buf *out, const json_t *r)
{
	const json_t *size = json_object_get(r, "sizing_json");
	const char *name;
	json_t *limit;
	if (!json_is_object(size))
		return;
	put_head(out, "Size");
	put(out, size, "  {quantity}, bound by {bound_by}; costs {cost}, risks {risk}\n");
	json_object_foreach(json_object_get(size, "limits"), name, limit)
	{
		buf_printf(out, "  %-16s ", name);
		put(out, limit, "allows {allows}: {available} at {each} each\n");
	}
}

/* The orders of PURPOSE, each with the states that were seen and its fills. */
static void put_orders(struct buf *out, const struct story *s, const char *purpose)
{
	size_t i, k;
	json_t *order, *item;
	json_array_foreach(s->parts[STORY_ORDERS], i, order)
	{
		const char *of = json_string_value(json_object_get(order, "purpose"));
		if (of == NULL || !text_equal(of, purpose))
			continue;
		put(out, order,
			"  {created_at}  {client_order_id}: {side} {qty} {symbol} at "
			"{limit_price}, {status} {reason}\n");
		json_array_foreach(json_object_get(order, "statuses"), k, item)
		{
			put(out, item, "    {at}  {status}, filled {filled_qty}\n");
		}
		json_array_foreach(s->parts[STORY_FILLS], k, item)
		{
			if (json_equal(json_object_get(item, "client_order_id"),
				    json_object_get(order, "client_order_id")))
				put(out, item,
					"    {filled_at}  fill of {qty} at {price}, fee {fee}\n");
		}
	}
}

/* An event in one line: the answers of all gates are left to the JSON. */
static void put_event(struct buf *out, const json_t *event)
{
	json_t *data = json_copy(json_object_get(event, "data"));
	(void)json_object_del(data, "gates");
	put(out, event, "  {ts}  {type} ");
	put_value(out, data);
	buf_putc(out, '\n');
	json_decref(data);
}

static void put_position(struct buf *out, const struct story *s)
{
	size_t i;
	json_t *event;
	if (s->parts[STORY_POSITION] == NULL)
		return;
	put_head(out, "Position");
	put(out, s->parts[STORY_POSITION],
		"  {id}: {original_quantity} at {entry_price} since {entry_time}, stop {stop}, "
		"target {target}, {status}\n");
	json_array_foreach(s->parts[STORY_EVENTS], i, event)
	{
		put_event(out, event);
	}
	put_head(out, "Exit");
	put_orders(out, s, "exit");
	if (s->parts[STORY_HISTORY] == NULL)
		buf_puts(out, "  not yet\n");
	else
		put(out, s->parts[STORY_HISTORY],
			"  {exit_reason} at {exit_time}: {exit_price}, P&L {pnl} "
			"({pnl_percent} %), {win_loss_label}, after {holding_minutes} min\n");
}

static void put_verdict(struct buf *out, const json_t *v)
{
	size_t i;
	json_t *cause;
	put(out, v, "  with the parameters of {params}");
	if (json_is_null(json_object_get(v, "identical"))) {
		put(out, v, ": not possible: {reason}\n");
		return;
	}
	put(out, v, " (version {version}): ");
	if (json_is_true(json_object_get(v, "identical"))) {
		buf_puts(out, "identical\n");
		return;
	}
	put(out, v, "{field} is {computed}, and was {stored}\n");
	json_array_foreach(json_object_get(v, "because"), i, cause)
	{
		put(out, cause,
			"    because of {parameter}: {then} then, {now} now ({difference})\n");
	}
}

void story_write_text(struct run *run, const struct story *s)
{
	struct buf *out = &run->out;
	const json_t *r = s->parts[STORY_RECOMMENDATION];
	size_t i;
	json_t *verdict;
	put(out, r,
		"Recommendation {id}: {action} {ticker} {instrument_type}, {strategy_type}, "
		"confidence {confidence}: {status}");
	put(out, r, json_is_null(json_object_get(r, "failure_reason")) ? "\n"
									: " ({failure_reason})\n");
	put(out, r, "  decided {ts} on the bar of {bar_ts}, parameters {params_version}\n");
	put_articles(out, s, r);
	put_signal(out, r);
	put_gates(out, r);
	put_contracts(out, r);
	put_size(out, r);
	if (s->parts[STORY_ORDERS] != NULL) {
		put_head(out, "Entry");
		put_orders(out, s, "entry");
	}
	put_position(out, s);
	put_head(out, "Decided again");
	json_array_foreach(s->verdicts, i, verdict)
	{
		put_verdict(out, verdict);
	}
}
