#include "desk.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert.h"
#include "clock.h"
#include "facts.h"
#include "halt_file.h"
#include "lease.h"
#include "log.h"
#include "readiness_load.h"
#include "calendar.h"
#include "text.h"

/* Orders are day orders: one hour after the close all of them are settled. */
enum { BEFORE_OPEN_MIN = 30, AFTER_CLOSE_MIN = 60 };

/* A certificate that cannot be read is not met. */
static int check_readiness(const struct desk *desk, struct error *err)
{
	struct readiness_certificate certificate;
	buf_auto struct buf missing = BUF_INIT(1 << 12);
	if (readiness_load(desk->run, &certificate, err) != 0)
		return error_prefix(err, "could not read the readiness certificate");
	if (certificate.met)
		return 0;
	readiness_missing(&missing, certificate.conditions);
	return error_set(err, ERROR_PERMISSION,
		"live trading is not unlocked: the readiness certificate is not met (%.600s); "
		"opt-status --readiness shows it, and live_without_readiness = %s in opt.conf "
		"does without it",
		buf_text(&missing), desk->account.account_number);
}

/*
 * Live trading needs execution_mode = live, and a live_account that is the number of the account:
 * the one that the broker reports or, for exits while it does not answer, the one that it reported
 * last for these keys. (conf_check_broker has compared the other modes with the host.) The check
 * comes before any order can exist.
 */
static int check_mode(const struct desk *desk, struct error *err)
{
	const struct conf *conf = &desk->run->conf;
	const char *number = desk->account.account_number;
	if (desk->ops == &broker_simulated)
		return 0; /* no order is sent from this host */
	const char *configured = conf_get(conf, CONF_ACCOUNT);
	if (configured[0] != '\0' && !text_equal(configured, number))
		return error_set(err, ERROR_PERMISSION,
			"the account at the broker is %s, but opt.conf has account = %s", number,
			configured);
	if (text_equal(desk->mode, "live")) {
		if (!text_equal(conf_get(conf, CONF_LIVE_ACCOUNT), number))
			return error_set(err, ERROR_PERMISSION,
				"live trading is not unlocked: live_account in opt.conf is not %s, "
				"the account at the broker",
				number);
		/* This check applies to entries only: exits must always be possible. */
		if (desk->duty == ORDER_ENTRY &&
			!text_equal(conf_get(conf, CONF_LIVE_WITHOUT_READINESS), number))
			return check_readiness(desk, err);
	}
	return 0;
}

bool desk_is_due(const struct run *run)
{
	struct session s;
	return calendar_session_at(run->now, &s) &&
	       instant_compare(run->now, instant_add(s.open, -BEFORE_OPEN_MIN * MINUTE_US)) >= 0 &&
	       instant_compare(run->now, instant_add(s.close, AFTER_CLOSE_MIN * MINUTE_US)) < 0;
}

/* A halt file that cannot be read halts entries; the operator has to know why. */
static void report_halt_file(struct run *run)
{
	struct error why = {0};
	char key[160], day[DATE_TEXT_SIZE];
	if (halt_file_read(conf_get(&run->conf, CONF_HALT_FILE), run->now, &why) !=
			HALT_FILE_UNREADABLE ||
		run->db == NULL)
		return;
	(void)snprintf(
		key, sizeof key, "halt_file_unreadable:%s", date_format(run_today(run), day));
	alert_partial(run, ALERT_CRITICAL, key, "halt file unreadable", "%s", why.text);
}

/* Only the time around this one request tells how far the clocks differ, not that of the run. */
static int read_clock(struct desk *desk, struct error *err)
{
	struct run *run = desk->run;
	struct instant before = run->pinned ? run->now : clock_real();
	if (alpaca_clock(desk->broker, &desk->clock, err) != 0)
		return -1;
	struct instant after = run->pinned ? run->now : clock_real();
	desk->clock_skew_s = facts_clock_skew_s(before, after, desk->clock.timestamp);
	return 0;
}

/* ---- what an exit can do without: an answer about the account, or the time of the broker ---- */

/* Once a day. */
static void tell_unanswered(
	struct desk *desk, const char *what, const char *instead, const struct error *why)
{
	char key[160], day[DATE_TEXT_SIZE];
	(void)snprintf(key, sizeof key, "%s_unreadable:%s:%s", what, desk_account(desk),
		date_format(run_today(desk->run), day));
	alert_partial(desk->run, ALERT_CRITICAL, key, "the broker does not answer",
		"could not read the %s: exits go on with %s: %s", what, instead, why->text);
}

/*
 * The number of the account is that which these keys had last, else the configured one. The sums
 * are unknown: exits do not need them.
 */
static int assume_account(struct desk *desk, struct error *err)
{
	const struct conf *conf = &desk->run->conf;
	struct broker_account *a = &desk->account;
	*a = (struct broker_account){
		.equity = MONEY_UNKNOWN,
		.last_equity = MONEY_UNKNOWN,
		.cash = MONEY_UNKNOWN,
		.buying_power = MONEY_UNKNOWN,
		.options_buying_power = MONEY_UNKNOWN,
		.options_trading_level = INT64_MIN,
	};
	if (lease_number(desk->run, a->account_number, err) != 0)
		return -1;
	if (a->account_number[0] == '\0')
		(void)text_copy(
			a->account_number, sizeof a->account_number, conf_get(conf, CONF_ACCOUNT));
	if (a->account_number[0] == '\0' && text_equal(desk->mode, "live"))
		(void)text_copy(a->account_number, sizeof a->account_number,
			conf_get(conf, CONF_LIVE_ACCOUNT));
	return 0;
}

/* By the calendar, until the next change that it has. */
static void assume_clock(struct desk *desk)
{
	struct instant now = desk->run->now;
	struct session s;
	desk->clock = (struct broker_clock){
		.timestamp = now,
		.is_open = calendar_is_open(now),
		.next_open = INSTANT_UNKNOWN,
		.next_close = INSTANT_UNKNOWN,
	};
	if ((calendar_session_at(now, &s) && instant_compare(now, s.close) < 0) ||
		calendar_next(run_today(desk->run), &s)) {
		desk->clock.next_open = s.open;
		desk->clock.next_close = s.close;
	}
}

/* Whether exits go on although the request failed with WHY. */
static bool can_do_without(const struct desk *desk, const struct error *why)
{
	return desk->duty == ORDER_EXIT && desk->ops == &broker_alpaca &&
	       why->kind != ERROR_PERMISSION && !run_should_stop(desk->run);
}

/* Reads account and clock, and unlocks live trading. */
static int identify(struct desk *desk, struct error *err)
{
	struct error account = {0}, clock = {0};
	if (desk->ops->account(desk, &desk->account, &account) != 0 &&
		(!can_do_without(desk, &account) || assume_account(desk, err) != 0 ||
			desk_account(desk)[0] == '\0')) {
		*err = err->kind == ERROR_NONE ? account : *err;
		return -1;
	}
	if (read_clock(desk, &clock) != 0 && !can_do_without(desk, &clock)) {
		*err = clock;
		return -1;
	}
	if (clock.kind != ERROR_NONE)
		assume_clock(desk);
	bool confirmed = account.kind == ERROR_NONE && desk->ops == &broker_alpaca;
	if (check_mode(desk, err) != 0 ||
		lease_take(desk->run, desk_account(desk), confirmed, err) != 0)
		return -1;
	if (account.kind != ERROR_NONE)
		tell_unanswered(desk, "account", desk_account(desk), &account);
	if (clock.kind != ERROR_NONE)
		tell_unanswered(desk, "clock", "our own clock and calendar", &clock);
	return 0;
}

/* Without them an entry would be priced as if none were paid; an exit goes on without them. */
static int load_dividends(struct desk *desk, struct error *err)
{
	struct run *run = desk->run;
	struct error why = {0};
	desk->dividends_known = run->db == NULL || store_dividends_load(run, run_today(run),
							   &desk->dividends, &why) == 0;
	if (desk->dividends_known)
		return 0;
	if (desk->duty == ORDER_ENTRY)
		return error_set(err, why.kind, "%s", why.text);
	run_partial(run, "the dividends could not be read: %s", why.text);
	return 0;
}

int desk_open(struct desk *desk, struct run *run, enum order_purpose duty, struct error *err)
{
	*desk = (struct desk){
		.run = run,
		.duty = duty,
		.mode = conf_get(&run->conf, CONF_EXECUTION_MODE),
		.holdings_are_old = true,
	};
	if (alpaca_open(&desk->broker, &run->conf, run->deadline_us, err) != 0)
		return -1;
	report_halt_file(run);
	desk->ops = text_equal(desk->mode, "simulated") ? &broker_simulated : &broker_alpaca;
	desk_spare(desk, duty == ORDER_ENTRY);
	if (duty == ORDER_EXIT)
		alpaca_limit_answers(desk->broker, run->params.exit_answer_max_s);
	if (identify(desk, err) != 0) {
		desk_close(desk);
		return -1;
	}
	bool wrong = !run->pinned && desk->clock_skew_s > run->params.gate_clock_skew_max_s;
	if (wrong && duty == ORDER_EXIT) {
		run_partial(run,
			"our clock differs by %.1f s from the broker's: exits use the clock of the "
			"broker",
			desk->clock_skew_s);
		desk->clock_offset_us = instant_diff_us(desk->clock.timestamp, run->now);
		run->now = desk->clock.timestamp;
	}
	desk->account_at = run->now;
	if (load_dividends(desk, err) != 0) {
		desk_close(desk);
		return -1;
	}
	return 0;
}

void desk_spare(struct desk *desk, bool spare)
{
	const struct run *run = desk->run;
	alpaca_use(desk->broker, spare && !run->pinned ? ALPACA_SPARE : ALPACA_ALL,
		run->params.rate_reserve_pct);
}

void desk_keep_snapshots(struct desk *desk, const struct option_snapshot *snapshots, size_t count)
{
	size_t all = desk->snapshot_count + count;
	struct option_snapshot *grown = realloc(desk->snapshots, (all + 1) * sizeof *grown);
	if (grown == NULL)
		return; /* they are requested again */
	memcpy(grown + desk->snapshot_count, snapshots, count * sizeof *grown);
	desk->snapshots = grown;
	desk->snapshot_count = all;
}

const struct option_snapshot *desk_snapshot(const struct desk *desk, const char *symbol)
{
	for (size_t i = desk->snapshot_count; i-- > 0;)
		if (text_equal(desk->snapshots[i].symbol, symbol))
			return &desk->snapshots[i];
	return NULL;
}

void desk_next_pass(struct desk *desk)
{
	desk->snapshot_count = 0;
	desk->halts_unreadable = false;
	desk->holdings_are_old = true;
	if (!desk->run->pinned)
		desk->run->now = instant_add(clock_real(), desk->clock_offset_us);
}

/*
 * The response of the broker is from the start of the run. The time of the next change in it
 * decides for later passes.
 */
bool desk_market_is_open(const struct desk *desk)
{
	struct instant now = desk->run->now;
	const struct broker_clock *c = &desk->clock;
	bool broker = c->is_open ? instant_compare(now, c->next_close) < 0
				 : instant_compare(now, c->next_open) >= 0;
	return broker && calendar_is_open(now);
}

void desk_close(struct desk *desk)
{
	dividend_table_free(&desk->dividends);
	if (desk->broker != NULL) {
		alert_odd_rows(desk->run, alpaca_odd_rows(desk->broker));
		run_count(desk->run, "requests", alpaca_requests(desk->broker));
	}
	alpaca_close(desk->broker);
	free(desk->holdings);
	free(desk->orders);
	free(desk->snapshots);
	desk->broker = NULL;
	desk->snapshots = NULL;
	desk->holdings = NULL;
	desk->orders = NULL;
}

const char *desk_account(const struct desk *desk)
{
	return desk->account.account_number;
}

enum halt_file desk_halt_file(const struct run *run)
{
	return halt_file_read(conf_get(&run->conf, CONF_HALT_FILE), run->now, NULL);
}

static int alpaca_ops_account(struct desk *desk, struct broker_account *out, struct error *err)
{
	return alpaca_account(desk->broker, out, err);
}

static void alpaca_ops_post(struct desk *desk, const struct ledger_order *o, const char *body,
	struct broker_reply *reply)
{
	(void)o;
	alpaca_order_post(desk->broker, body, reply);
}

static int alpaca_ops_find(struct desk *desk, const struct ledger_order *o, bool *found,
	struct broker_order *out, struct error *err)
{
	if (alpaca_order_find(desk->broker, o->client_order_id, found, out, err) != 0)
		return -1;
	/* the answer by our id may come without the legs */
	if (*found && o->leg_count > 0 && out->leg_count == 0 && out->id[0] != '\0') {
		char id[BROKER_ID_SIZE];
		(void)text_copy(id, sizeof id, out->id);
		return alpaca_order_get(desk->broker, id, found, out, err);
	}
	return 0;
}

static int alpaca_ops_get(struct desk *desk, const char *broker_order_id, bool *found,
	struct broker_order *out, struct error *err)
{
	return alpaca_order_get(desk->broker, broker_order_id, found, out, err);
}

static void alpaca_ops_cancel(
	struct desk *desk, const struct ledger_order *o, struct broker_reply *reply)
{
	alpaca_order_cancel(desk->broker, o->broker_order_id, reply);
}

static int alpaca_ops_positions(
	struct desk *desk, struct broker_position **out, size_t *count, struct error *err)
{
	return alpaca_positions(desk->broker, out, count, err);
}

const struct broker_ops broker_alpaca = {
	.account = alpaca_ops_account,
	.post = alpaca_ops_post,
	.find = alpaca_ops_find,
	.get = alpaca_ops_get,
	.cancel = alpaca_ops_cancel,
	.positions = alpaca_ops_positions,
};

const struct broker_position *desk_holding(const struct desk *desk, const char *symbol)
{
	static const struct broker_position unknown = {
		.qty = (double)NAN, .qty_available = (double)NAN};
	const struct broker_position *found = NULL;
	for (size_t i = 0; i < desk->holding_count; i++)
		if (text_equal(desk->holdings[i].symbol, symbol))
			return &desk->holdings[i];
		else if (desk->holdings[i].symbol[0] == '\0')
			found = &unknown;
	return found;
}
