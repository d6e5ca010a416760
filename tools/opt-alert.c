/* opt-alert(1): sends the alerts of the pipeline by e-mail and to a webhook. */
#include <stdio.h>
#include <string.h>

#include "alert_channel.h"
#include "alert_collect.h"
#include "alert_deliver.h"
#include "alert_outage.h"
#include "alert_tell.h"
#include "database.h"
#include "log.h"
#include "run.h"

enum { CODE_TEST = 256, DEADLINE_S = 50, TEXT_MAX = 4096 };

static struct {
	bool test;
} options;

static const struct program_option own_options[] = {
	{CODE_TEST, "test", NULL, "send a test message to each channel, without the database"},
	{0},
};

static int take_option(int code, const char *argument, struct error *err)
{
	(void)argument;
	(void)err;
	options.test = code == CODE_TEST;
	return 0;
}

static int prepare(struct run *run, struct error *err)
{
	bool any = alert_channels_any(&run->conf) && !database_is_replay();
	if (options.test && !alert_channels_any(&run->conf))
		return error_set(err, ERROR_CONFIG,
			"no channel is configured: set alert_smtp_url and alert_to, or "
			"alert_webhook, see opt.conf(5)");
	if (options.test || !any)
		run->needs = 0;
	return 0;
}

/* ---- test ---- */

static void show_message(struct run *run, const struct alert_channels *channels,
	enum channel channel, const struct outgoing *message)
{
	buf_auto struct buf text = BUF_INIT(1 << 16);
	if (run->json) {
		alert_print(run, &alert_would_send_row, channel, message, 0);
		return;
	}
	alert_channel_show(channels, channel, message, &text);
	for (const char *p = buf_text(&text); *p != '\0'; p++)
		if (*p != '\r')
			buf_putc(&run->out, *p);
	buf_putc(&run->out, '\n');
}

static int test_channel(struct run *run, const struct alert_channels *channels,
	enum channel channel, struct error *err)
{
	char id[48], subject[64];
	int64_t wait_s = 0;
	struct outgoing message = {.id = id,
		.severity = "info",
		.subject = subject,
		.body = "This is a test of opt-alert. Alerts of the pipeline will come this way.\n",
		.alerts = 1,
		.at = run->now};
	(void)snprintf(id, sizeof id, "opt-test-%.8s", run->run_id);
	(void)snprintf(subject, sizeof subject, "[opt %s] test",
		conf_get(&run->conf, CONF_EXECUTION_MODE));
	if (run->dry_run) {
		show_message(run, channels, channel, &message);
		return 0;
	}
	if (alert_channel_send(channels, channel, &message, &wait_s, err) != DELIVERY_SENT)
		return error_prefix(err, "%s", channel_name(channel));
	alert_print(run, &alert_sent_row, channel, &message, 1);
	return 0;
}

/* Each channel is tried, also when the one before fails. */
static int test(struct run *run, const struct alert_channels *channels, struct error *err)
{
	int result = 0;
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		struct error why = {0};
		if (!channels->has[i] || test_channel(run, channels, (enum channel)i, &why) == 0)
			continue;
		if (result != 0)
			log_error("%s", err->text);
		*err = why;
		result = -1;
	}
	return result;
}

/* ---- a run ---- */

/* Another run, an old schema and wrong rights are not an outage of the database. */
static bool is_outage(const struct error *why)
{
	return why->kind == ERROR_UNAVAILABLE || why->kind == ERROR_PERMISSION ||
	       (why->kind == ERROR_AGAIN && !why->expected);
}

static int deliver_all(struct run *run, const struct alert_channels *channels, struct error *err)
{
	if (run->db == NULL && is_outage(&run->db_error))
		return alert_database_down(run, channels, &run->db_error, err);
	if (run->db == NULL) {
		*err = run->db_error;
		return -1;
	}
	if (alert_database_up(run, err) != 0 || alert_collect(run, err) != 0)
		return -1;
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (channels->has[i] && alert_deliver(run, channels, (enum channel)i, err) != 0)
			return -1;
	return 0;
}

static int alert(struct run *run, struct error *err)
{
	static struct alert_channels channels; /* too large for the stack */
	if (!alert_channels_any(&run->conf) || (database_is_replay() && !options.test)) {
		log_info(
			"no channel is configured: nobody is told; see opt.conf(5), alert_smtp_url "
			"and alert_webhook");
		run_say(run, "no channel is configured, so nobody is told: see opt.conf(5), "
			     "alert_smtp_url and alert_webhook");
		return 0;
	}
	if (alert_channels_open(&channels, run, err) != 0)
		return -1;
	int result = -1;
	if (run->pinned && !run->dry_run && !alert_channels_local(&channels))
		(void)error_set(err, ERROR_USAGE,
			"--now is only for a mail server and a webhook on this host, or with "
			"--dry-run");
	else
		result =
			options.test ? test(run, &channels, err) : deliver_all(run, &channels, err);
	alert_channels_close(&channels);
	return result;
}

static const struct view_column message_columns[] = {
	{"event", "event", .kind = VIEW_TEXT},
	{"channel", "channel", .kind = VIEW_TEXT},
	{"severity", "severity", .kind = VIEW_TEXT},
	{"subject", "subject", .kind = VIEW_PROSE, .worth = 1},
	{"alerts", "alerts", .kind = VIEW_NUMBER},
	{"attempts", "attempts", .kind = VIEW_NUMBER, .worth = -1},
	{"message_id", "message", .kind = VIEW_TEXT, .worth = -1},
	{0},
};

static const struct row_view views[] = {
	{.when = "message_id", .columns = message_columns},
	{0},
};
static const struct row_kind *const rows[] = {
	&alert_sent_row, &alert_would_send_row, &alert_would_tell_row, NULL};

static const struct program program = {
	.name = "opt-alert",
	.summary = "send alerts by e-mail and to a webhook",
	.options = own_options,
	.option = take_option,
	.prepare = prepare,
	.views = views,
	.needs = NEEDS_DB_OPTIONAL | NEEDS_LEASE | NEEDS_KEYS_OPTIONAL,
	.role = "opt_alert",
	.deadline_s = DEADLINE_S,
	.body = alert,
	.rows = rows,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
