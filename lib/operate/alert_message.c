#include "alert_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "digest.h"
#include "text.h"
#include "zone.h"

enum { DIGITS_OF_ID = 24, WAIT_DOUBLED_MAX = 6, SLACK_S = 10 };

/* The worst first. */
static const char *const severities[] = {"critical", "warning", "info"};

static int rank_of(const char *severity)
{
	int rank = text_find(severities, array_size(severities), severity);
	return rank < 0 ? 0 : rank; /* an unknown severity may be the worst */
}

static int compare(const void *a, const void *b)
{
	const struct told_alert *x = a, *y = b;
	int by_rank = rank_of(x->severity) - rank_of(y->severity);
	int by_time = instant_compare(x->at, y->at);
	return by_rank != 0 ? by_rank : by_time != 0 ? by_time : strcmp(x->key, y->key);
}

int64_t alert_wait_us(int64_t attempts)
{
	int64_t doubled = attempts < 1 ? 0 : attempts - 1;
	int64_t minutes = doubled < WAIT_DOUBLED_MAX ? INT64_C(1) << doubled : 60;
	return minutes * MINUTE_US - SLACK_S * SECOND_US;
}

void alert_time(struct buf *out, struct instant t)
{
	char utc[INSTANT_TEXT_SIZE], day[DATE_TEXT_SIZE];
	int second;
	if (!instant_known(t)) {
		buf_puts(out, "unknown");
		return;
	}
	struct date local = zone_new_york_date(t, &second);
	(void)instant_format(instant_floor(t, SECOND_US), utc);
	buf_printf(out, "%02d:%02d:%02d New York on %s (%s)", second / 3600, second / 60 % 60,
		second % 60, date_format(local, day), strchr(utc, 'T') + 1);
}

static void write_id(struct alert_message *out, const struct told_alert *alerts, size_t count,
	const char *channel)
{
	char hex[DIGEST_HEX_SIZE], at[INSTANT_TEXT_SIZE];
	struct digest d;
	digest_init(&d);
	digest_add_field(&d, channel);
	for (size_t i = 0; i < count; i++) {
		digest_add_field(&d, alerts[i].key);
		digest_add_field(&d, alerts[i].subject);
		digest_add_field(&d, alerts[i].body);
		digest_add_field(&d, instant_format(alerts[i].at, at));
	}
	(void)digest_final_hex(&d, hex);
	(void)snprintf(out->id, sizeof out->id, "opt-%.*s", DIGITS_OF_ID, hex);
}

/* One line, cut between characters. */
static void write_subject(
	struct alert_message *out, const struct told_alert *first, size_t count, const char *mode)
{
	char text[4 * ALERT_SUBJECT_SIZE], more[40] = "";
	const char *mark = text_equal(first->severity, "critical")  ? "CRITICAL: "
			   : text_equal(first->severity, "warning") ? "warning: "
								    : "";
	if (count > 1)
		(void)snprintf(more, sizeof more, ", and %zu more", count - 1);
	size_t most = sizeof out->subject - strlen(mark) - strlen(mode) - strlen(more) - 16;
	(void)snprintf(text, sizeof text, "%s", first->subject);
	(void)text_fold_space(text);
	size_t length = text_cut(text, strlen(text), most);
	(void)snprintf(out->subject, sizeof out->subject, "[opt %s] %s%.*s%s", mode, mark,
		(int)length, text, more);
}

static void write_one(struct buf *b, const struct told_alert *a)
{
	buf_puts(b, a->body);
	buf_puts(b, "\n\nTime: ");
	alert_time(b, a->at);
	buf_putc(b, '\n');
}

static void write_digest(struct buf *b, const struct told_alert *alerts, size_t count)
{
	size_t shown = count < ALERT_DIGEST_SHOWN ? count : ALERT_DIGEST_SHOWN;
	buf_printf(b, "%zu alerts, the most severe first.\n", count);
	for (size_t i = 0; i < shown; i++) {
		buf_printf(b, "\n%zu. %s: %s\n", i + 1, alerts[i].severity, alerts[i].subject);
		write_one(b, &alerts[i]);
	}
	if (shown < count)
		buf_printf(b, "\n%zu more are in alert_outbox.\n", count - shown);
}

bool alert_message_write(struct alert_message *out, struct told_alert *alerts, size_t count,
	const char *mode, const char *channel)
{
	qsort(alerts, count, sizeof alerts[0], compare);
	out->severity = severities[rank_of(alerts[0].severity)];
	write_id(out, alerts, count, channel);
	write_subject(out, &alerts[0], count, mode);
	if (count == 1)
		write_one(&out->body, &alerts[0]);
	else
		write_digest(&out->body, alerts, count);
	buf_printf(&out->body, "\nMessage %s. Should it come twice, it is the same message.\n",
		out->id);
	return buf_ok(&out->body);
}
