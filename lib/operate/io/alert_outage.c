#include "alert_outage.h"

#include <stdio.h>
#include <string.h>

#include "alert.h"
#include "alert_message.h"
#include "alert_spool.h"
#include "log.h"

enum { TEXT_MAX = 8192 };

void alert_print(struct run *run, const struct row_kind *kind, enum channel channel,
	const struct outgoing *message, int64_t attempts)
{
	struct jsonl *w = run_row(run, kind);
	jsonl_text(w, "message_id", message->id);
	jsonl_text(w, "channel", channel_name(channel));
	jsonl_text(w, "severity", message->severity);
	jsonl_text(w, "subject", message->subject);
	jsonl_i64(w, "alerts", message->alerts);
	jsonl_i64(w, "attempts", attempts);
	run_row_end(run);
}

static const struct outgoing sampled = {.id = "", .severity = "", .subject = ""};

static void sample_sent(struct run *run)
{
	alert_print(run, &alert_sent_row, CHANNEL_EMAIL, &sampled, 0);
}

static void sample_would_send(struct run *run)
{
	alert_print(run, &alert_would_send_row, CHANNEL_EMAIL, &sampled, 0);
}

const struct row_kind alert_sent_row = {"sent", sample_sent};
const struct row_kind alert_would_send_row = {"would_send", sample_would_send};

/* The same message in each run, because it has the begin of the outage and no later time. */
static bool write_down(struct alert_message *m, const struct run *run, const struct alert_spool *s,
	enum channel channel)
{
	char key[64], began[INSTANT_TEXT_SIZE];
	buf_auto struct buf body = BUF_INIT(TEXT_MAX);
	(void)snprintf(key, sizeof key, "database_down:%s", instant_format(s->began, began));
	buf_puts(&body,
		"The database cannot be reached. No stage works without it: no entry, and no "
		"exit of a position.\nStops that rest at the broker hold. opt-halt --flatten "
		"needs no database.\nThis is told once. Its end is told, too.");
	struct told_alert alert = {
		.key = key,
		.severity = "critical",
		.subject = "the database cannot be reached",
		.body = buf_text(&body),
		.at = s->began,
	};
	return alert_message_write(
		m, &alert, 1, conf_get(&run->conf, CONF_EXECUTION_MODE), channel_name(channel));
}

/* Tells CHANNEL. Failures are reported, and the next run tries again. */
static int tell_down(struct run *run, const struct alert_channels *channels, struct alert_spool *s,
	enum channel channel, struct error *err)
{
	struct alert_message m = {.body = BUF_INIT(TEXT_MAX)};
	struct error reason = {0};
	int64_t wait_s = 0;
	int result = write_down(&m, run, s, channel) ? 0 : error_memory(err);
	struct outgoing out = {m.id, m.severity, m.subject, buf_text(&m.body), 1, s->began};
	if (result == 0 &&
		alert_channel_send(channels, channel, &out, &wait_s, &reason) == DELIVERY_SENT) {
		s->told[channel] = true;
		result = alert_spool_write(s, conf_get(&run->conf, CONF_ALERT_SPOOL), err);
		alert_print(run, &alert_sent_row, channel, &out, 1);
	} else if (result == 0) {
		log_warning("%s: the outage of the database is not told: %s", channel_name(channel),
			reason.text);
	}
	buf_free(&m.body);
	return result;
}

int alert_database_down(struct run *run, const struct alert_channels *channels,
	const struct error *why, struct error *err)
{
	const char *path = conf_get(&run->conf, CONF_ALERT_SPOOL);
	struct alert_spool s;
	struct error failed = {0};
	if (!run->dry_run && alert_spool_read(&s, path, run->now, &failed) == 0) {
		s.runs++;
		int result = alert_spool_write(&s, path, &failed);
		bool tell = s.runs >= conf_i64(&run->conf, CONF_ALERT_AFTER);
		for (int i = 0; i < CHANNEL_COUNT && result == 0 && tell; i++)
			if (channels->has[i] && !s.told[i])
				result = tell_down(run, channels, &s, (enum channel)i, &failed);
	}
	if (failed.kind != ERROR_NONE)
		log_warning("%s", failed.text);
	*err = *why;
	return -1;
}

int alert_database_up(struct run *run, struct error *err)
{
	const char *path = conf_get(&run->conf, CONF_ALERT_SPOOL);
	struct alert_spool s;
	char key[64], began[INSTANT_TEXT_SIZE];
	buf_auto struct buf body = BUF_INIT(TEXT_MAX);
	struct error why = {0};
	if (run->dry_run)
		return 0;
	if (alert_spool_read(&s, path, run->now, &why) != 0) {
		run_partial(run, "%s", why.text);
		return 0;
	}
	if (!s.exists)
		return 0;
	(void)snprintf(key, sizeof key, "database_back:%s", instant_format(s.began, began));
	buf_printf(&body, "opt-alert reaches the database again.\nRuns that did not: %lld\nSince: ",
		(long long)s.runs);
	alert_time(&body, s.began);
	buf_puts(&body, "\nBack: ");
	alert_time(&body, run->now);
	if (!buf_ok(&body))
		return error_memory(err);
	/* The row first: a run that is killed in between writes it again, which does nothing. */
	if (s.runs >= conf_i64(&run->conf, CONF_ALERT_AFTER) &&
		alert_write(run, ALERT_WARNING, key, "the database can be reached again",
			buf_text(&body), NULL, err) != 0)
		return -1;
	if (alert_spool_remove(path, &why) != 0)
		run_partial(run, "%s", why.text);
	return 0;
}
