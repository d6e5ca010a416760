#include "status.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "text.h"
#include "zone.h"

#define NO_PARAMETER SIZE_MAX
#define LIMIT(name) \
	{ \
		offsetof(struct params, name), 1 \
	}
/* An age is critical above so many times the limit at which it is a warning. */
#define TIMES(name, times) \
	{ \
		offsetof(struct params, name), times \
	}
#define FIXED(value) \
	{ \
		NO_PARAMETER, value \
	}
#define NEVER \
	{ \
		NO_PARAMETER, (double)NAN \
	}
enum { MUCH = 5 };

/* A row: name, fact, kind, when, warning, critical, unit, text, mend. */
#define ROW(name, fact, kind, when, ...) \
	{ \
#name, STATUS_FACT_##fact, STATUS_##kind, STATUS_##when, true, __VA_ARGS__ \
	}
/* A row that opt-alert leaves out: its alert has another writer, or an operator set it. */
#define QUIET(name, fact, kind, when, ...) \
	{ \
#name, STATUS_FACT_##fact, STATUS_##kind, STATUS_##when, false, __VA_ARGS__ \
	}

const struct status_check status_checks[] = {
	/* the ground everything stands on */
	QUIET(database, database_down, ABOVE, ALWAYS, NEVER, FIXED(0), NULL, "database",
		"opt-db start"),
	ROW(schema, schema_wrong, ABOVE, ALWAYS, NEVER, FIXED(0), NULL, "schema", "opt-migrate"),
	ROW(roles, roles_wrong, ABOVE, ALWAYS, NEVER, FIXED(0), NULL, "roles of the programs",
		"opt-migrate --roles"),
	ROW(database_slow, database_ms, ABOVE, ALWAYS, LIMIT(status_database_ms),
		TIMES(status_database_ms, MUCH), " ms", "database answers within",
		"psql -c 'select * from pg_stat_activity'"),
	ROW(halt_file, halt_file, ABOVE, ALWAYS, FIXED(0), FIXED(1), NULL, "halt file",
		"opt-halt off"),
	ROW(disk, disk_free_pct, BELOW, ALWAYS, LIMIT(status_disk_pct), FIXED(3), " %",
		"free space on the disk", "df -h; opt-prune"),
	/* money */
	QUIET(halts, halts, ABOVE, ALWAYS, FIXED(0), FIXED(1), NULL, "halts in force",
		"opt-halt off"),
	ROW(posmon, positions_checked, NEWEST, WHILE_HOLDING, NEVER, LIMIT(status_posmon_s), "",
		"positions looked at", "opt-posmon -v"),
	ROW(unprotected, unprotected, ABOVE, ALWAYS, NEVER, FIXED(0), "",
		"positions without a stop", "opt-posmon -v"),
	QUIET(missing_positions, missing_positions, ABOVE, ALWAYS, FIXED(0), NEVER, "",
		"positions that the broker does not list", "opt-posmon --reconcile-only -v"),
	QUIET(intents, intents, OLDEST, ALWAYS, LIMIT(resolve_alert_s),
		TIMES(resolve_alert_s, MUCH), "", "oldest order in doubt",
		"opt-dispatch -v; opt-posmon -v"),
	QUIET(quarantine, quarantined, ABOVE, ALWAYS, NEVER, FIXED(0), "", "orders in quarantine",
		"opt-status --orders"),
	ROW(option_bars, option_bars, OLDEST, WHILE_HOLDING, LIMIT(status_option_bars_s),
		TIMES(status_option_bars_s, MUCH), "", "bars of open contracts answered",
		"opt-posmon -v"),
	/* the way of a trade */
	ROW(bars, bars, NEWEST, IN_SESSION, LIMIT(status_bars_s), TIMES(status_bars_s, MUCH), "",
		"newest minute bar ended", "opt-bars -v"),
	ROW(features, features, NEWEST, IN_SESSION, LIMIT(status_features_s),
		TIMES(status_features_s, MUCH), "", "newest features are of a bar that ended",
		"opt-features -v"),
	ROW(watchlist, watchlist, NEWEST, IN_SESSION, LIMIT(status_watchlist_s),
		TIMES(status_watchlist_s, MUCH), "", "watchlist computed", "opt-watchlist -v"),
	ROW(chains, run_chain, NEWEST, IN_SESSION, LIMIT(status_chain_s),
		TIMES(status_chain_s, MUCH), "", "opt-chain last ended well", "opt-chain -v"),
	ROW(signals, run_signal, NEWEST, WHILE_WATCHING, LIMIT(status_signal_s),
		TIMES(status_signal_s, MUCH), "", "opt-signal last ended well", "opt-signal -v"),
	ROW(recommendations, waiting, OLDEST, ALWAYS, LIMIT(status_signal_s),
		TIMES(status_signal_s, MUCH), "", "oldest open recommendation", "opt-dispatch -v"),
	ROW(dispatch, run_dispatch, NEWEST, IN_SESSION, LIMIT(status_dispatch_s),
		TIMES(status_dispatch_s, MUCH), "", "opt-dispatch last ended well",
		"opt-dispatch -v"),
	ROW(broker, broker_down, ABOVE, IN_SESSION, NEVER, FIXED(0), NULL, "broker",
		"opt-calendar --check-broker; see https://status.alpaca.markets"),
	/* news */
	ROW(news, run_rss, NEWEST, ALWAYS, LIMIT(status_news_s), TIMES(status_news_s, MUCH), "",
		"opt-rss last ended well", "opt-rss -v"),
	ROW(classifier, run_classify, NEWEST, ALWAYS, LIMIT(status_news_s),
		TIMES(status_news_s, MUCH), "", "opt-classify last ended well", "opt-classify -v"),
	ROW(backlog, backlog, OLDEST, ALWAYS, LIMIT(status_backlog_s),
		TIMES(status_backlog_s, MUCH), "", "oldest article without a class",
		"opt-classify -v"),
	ROW(no_feeds, feeds, BELOW, ALWAYS, FIXED(1), NEVER, "", "feeds", "opt-rss --add URL"),
	ROW(feeds_failing, feeds_failing, ABOVE, ALWAYS, FIXED(0), NEVER, "", "failing feeds",
		"opt-rss --list"),
	ROW(all_feeds, feeds_working, BELOW, ALWAYS, NEVER, FIXED(1), "", "working feeds",
		"opt-rss --list; opt-rss -v"),
	/* the machine and the schedule */
	ROW(never_ran, never_ran, ABOVE, ALWAYS, FIXED(0), NEVER, "", "stages without any run",
		"crontab crontab.example"),
	ROW(missed_slots, missed_slots, ABOVE, ALWAYS, LIMIT(status_missed_slots),
		TIMES(status_missed_slots, MUCH), "",
		"runs that cron did not start in the last hour", "systemctl status cron"),
	QUIET(failed_runs, failed_runs, ABOVE, ALWAYS, FIXED(0), LIMIT(status_failed_runs), "",
		"runs that failed or were lost in the last hour",
		"psql -c 'select stage, error from pipeline_runs order by started_at desc limit "
		"20'"),
	ROW(clock_database, skew_database_s, ABOVE, ALWAYS, LIMIT(status_skew_s),
		TIMES(status_skew_s, MUCH), " s", "clock of the database differs by",
		"timedatectl set-ntp true"),
	ROW(clock_broker, skew_broker_s, ABOVE, ALWAYS, LIMIT(status_skew_s),
		TIMES(status_skew_s, MUCH), " s", "clock of the broker differs by",
		"timedatectl set-ntp true"),
	ROW(partitions, partition_days, BELOW, ALWAYS, LIMIT(status_partition_days), FIXED(1), " d",
		"partitions ahead", "opt-prune"),
	QUIET(alerts, alerts, OLDEST, ALWAYS, LIMIT(status_alerts_s), NEVER, "",
		"oldest alert that is not delivered", "opt-alert -v; man opt-alert"),
	ROW(inert_gates, inert_gates, ABOVE, ALWAYS, FIXED(0), NEVER, "",
		"gates that judged nothing in 30 days", "opt-explain --rule GATE"),
	ROW(unused_gates, unused_gates, ABOVE, ALWAYS, NEVER, NEVER, "",
		"gates that judged in 30 days and refused nothing", "opt-status --gates"),
	QUIET(caps, cap_pct, ABOVE, ALWAYS, LIMIT(status_cap_pct), NEVER, " %",
		"most of the buying power that one trade may cost", "opt-params list"),
	/* an installation, by --check */
	ROW(keys, keys_missing, ABOVE, BY_CHECK, NEVER, FIXED(0), NULL, "keys of the broker",
		"man opt.conf"),
	ROW(broker_answers, broker_down, ABOVE, BY_CHECK, NEVER, FIXED(0), NULL,
		"answer of the broker", "man opt.conf"),
	ROW(catalog, schema_differences, ABOVE, BY_CHECK, NEVER, FIXED(0), "",
		"objects that are missing or different", "opt-migrate --verify"),
	ROW(cron, run_posmon, NEWEST, BY_CHECK, NEVER, LIMIT(status_cron_s), "",
		"opt-posmon, which cron starts, last ended well", "crontab crontab.example"),
	ROW(mail, mail_missing, ABOVE, BY_CHECK, FIXED(0), NEVER, NULL,
		"program for the mail of cron", "apt install msmtp-mta"),
	ROW(channels, channels_wrong, ABOVE, BY_CHECK, FIXED(0), FIXED(1), NULL,
		"channels of opt-alert", "man opt-alert; opt-alert --test"),
};
const size_t status_check_count = array_size(status_checks);

static const char *const fact_names[] = {
#define STATUS_FACT(name) #name,
#include "status_facts.def"
#undef STATUS_FACT
};

const char *status_level_name(enum status_level level)
{
	static const char *const names[] = {"healthy", "warning", "critical"};
	return names[level];
}

size_t status_check_find(const char *name)
{
	size_t i = 0;
	while (i < status_check_count && !text_equal(status_checks[i].name, name))
		i++;
	return i;
}

enum status_fact status_fact_find(const char *name)
{
	size_t i = 0;
	while (i < array_size(fact_names) && !text_equal(fact_names[i], name))
		i++;
	return (enum status_fact)i;
}

void status_facts_init(struct status_facts *facts, struct instant now)
{
	memset(facts, 0, sizeof *facts);
	facts->now = now;
	facts->in_session = calendar_session_at(now, &facts->session) && calendar_is_open(now);
	for (size_t i = 0; i < STATUS_FACTS; i++) {
		facts->value[i].at = INSTANT_UNKNOWN;
		facts->value[i].number = (double)NAN;
	}
}

void status_fact_set(struct status_facts *facts, enum status_fact fact, struct instant at,
	double number, const char *detail)
{
	struct status_value *value = &facts->value[fact];
	const char *text = detail == NULL ? "" : detail;
	value->is_loaded = true;
	value->at = at;
	value->number = number;
	/* a text that is too long ends between two characters */
	(void)snprintf(value->detail, sizeof value->detail, "%.*s",
		(int)text_cut(text, strlen(text), sizeof value->detail - 1), text);
}

const char *status_duration(double seconds, char out[static STATUS_DURATION_SIZE])
{
	const double minute = 60, hour = 3600, day = 86400;
	long long whole = isfinite(seconds) && fabs(seconds) < 1e12 ? (long long)seconds : 0;
	if (!isfinite(seconds))
		(void)snprintf(out, STATUS_DURATION_SIZE, "never");
	else if (seconds < 2 * minute && (whole < 60 || whole % 60 != 0))
		(void)snprintf(out, STATUS_DURATION_SIZE, "%lld s", whole);
	else if (seconds < hour)
		(void)snprintf(out, STATUS_DURATION_SIZE, "%lld min", whole / 60);
	else if (seconds < 2 * day && whole % 3600 < 60)
		(void)snprintf(out, STATUS_DURATION_SIZE, "%lld h", whole / 3600);
	else if (seconds < 2 * day)
		(void)snprintf(out, STATUS_DURATION_SIZE, "%lld h %lld min", whole / 3600,
			whole % 3600 / 60);
	else
		(void)snprintf(out, STATUS_DURATION_SIZE, "%lld days", whole / 86400);
	return out;
}

static double limit_value(const struct status_limit *limit, const struct params *params)
{
	double value;
	if (limit->offset == NO_PARAMETER)
		return limit->factor;
	memcpy(&value, (const char *)params + limit->offset, sizeof value);
	return value * limit->factor;
}

static bool applies(const struct status_check *check, const struct status_facts *facts)
{
	const struct status_value *watched = &facts->value[STATUS_FACT_watched];
	const struct status_value *held = &facts->value[STATUS_FACT_positions];
	if (!facts->value[check->fact].is_loaded)
		return false;
	switch (check->when) {
	case STATUS_IN_SESSION:
		return facts->in_session;
	case STATUS_WHILE_WATCHING: /* an unknown number counts as some */
		return facts->in_session && !(watched->number <= 0);
	case STATUS_WHILE_HOLDING:
		return facts->in_session && !(held->number <= 0);
	case STATUS_ALWAYS:
	case STATUS_BY_CHECK:
		break;
	}
	return true;
}

/*
 * Nothing regular happens before the session opens, so an age of something that happens only in a
 * session counts from there. NAN: never.
 */
static double age_of(const struct status_check *check, const struct status_facts *facts)
{
	struct instant at = facts->value[check->fact].at;
	bool in_session = check->when != STATUS_ALWAYS && check->when != STATUS_BY_CHECK;
	if (in_session && check->kind == STATUS_NEWEST &&
		instant_compare(at, facts->session.open) < 0)
		at = facts->session.open;
	double age = instant_age_s(facts->now, at);
	return age < 0 ? 0 : age;
}

static bool exceeds(enum status_kind kind, double observed, double limit)
{
	return kind == STATUS_BELOW ? observed < limit : observed > limit;
}

/* The value as a person reads it. */
static void write_observed(const struct status_check *check, const struct status_finding *finding,
	bool is_age, char *out, size_t size)
{
	char age[STATUS_DURATION_SIZE];
	if (is_age && isnan(finding->observed))
		(void)snprintf(out, size, "%s", check->kind == STATUS_OLDEST ? "none" : "never");
	else if (is_age)
		(void)snprintf(out, size, "%s ago", status_duration(finding->observed, age));
	else if (isnan(finding->observed))
		(void)snprintf(out, size, "not known");
	else if (check->unit == NULL)
		(void)snprintf(out, size, "%s", finding->observed > 0 ? "not ok" : "ok");
	else
		(void)snprintf(out, size, "%.6g%s", finding->observed, check->unit);
}

static void write_text(
	const struct status_check *check, const char *detail, struct status_finding *out)
{
	char observed[STATUS_DURATION_SIZE + 16], limit[STATUS_DURATION_SIZE];
	bool is_age = check->kind == STATUS_NEWEST || check->kind == STATUS_OLDEST;
	bool is_flag = !is_age && check->unit == NULL;
	bool shown = out->level != STATUS_HEALTHY && !is_flag && out->limit > 0;
	write_observed(check, out, is_age, observed, sizeof observed);
	if (is_age)
		(void)status_duration(out->limit, limit);
	else
		(void)snprintf(limit, sizeof limit, "%.6g%s", out->limit,
			check->unit == NULL ? "" : check->unit);
	if (is_flag && detail[0] != '\0')
		(void)snprintf(out->text, sizeof out->text, "%s: %s", check->text, detail);
	else
		(void)snprintf(out->text, sizeof out->text, "%s: %s%s%s%s%s%s", check->text,
			observed, shown ? "; limit " : "", shown ? limit : "",
			detail[0] == '\0' ? "" : " (", detail, detail[0] == '\0' ? "" : ")");
}

void status_decide(const struct status_check *check, const struct status_facts *facts,
	const struct params *params, struct status_finding *out)
{
	const struct status_value *value = &facts->value[check->fact];
	double warning = limit_value(&check->warning, params);
	double critical = limit_value(&check->critical, params);
	bool is_age = check->kind == STATUS_NEWEST || check->kind == STATUS_OLDEST;
	*out = (struct status_finding){
		.applies = applies(check, facts), .observed = (double)NAN, .limit = (double)NAN};
	if (!out->applies)
		return;
	out->observed = is_age ? age_of(check, facts) : value->number;
	out->limit = isnan(warning) ? critical : warning;
	if (exceeds(check->kind, out->observed, critical)) {
		out->level = STATUS_CRITICAL;
		out->limit = critical;
	} else if (exceeds(check->kind, out->observed, warning)) {
		out->level = STATUS_WARNING;
	} else if (isnan(out->observed) && check->kind == STATUS_NEWEST) {
		out->level = isnan(critical) ? STATUS_WARNING : STATUS_CRITICAL;
		out->limit = isnan(critical) ? warning : critical;
	} else if (isnan(out->observed) && check->kind != STATUS_OLDEST) {
		out->level = STATUS_WARNING;
	}
	write_text(check, value->detail, out);
}
