#include "status_load.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "alert_channel.h"
#include "alpaca.h"
#include "array.h"
#include "caps.h"
#include "clock.h"
#include "halt_file.h"
#include "log.h"
#include "query.h"
#include "row.h"
#include "schema.h"
#include "text.h"

enum { STAGES_MAX = 16 };

const struct status_stage status_stages[] = {
	{"opt-rss", "1", STATUS_FACT_run_rss},
	{"opt-classify", "1", STATUS_FACT_run_classify},
	{"opt-posmon", "1", STATUS_FACT_run_posmon},
	{"opt-bars", "1", STATUS_FACT_run_bars},
	{"opt-features", "1", STATUS_FACT_run_features},
	{"opt-watchlist", "1", STATUS_FACT_run_watchlist},
	{"opt-signal", "1", STATUS_FACT_run_signal},
	{"opt-dispatch", "1", STATUS_FACT_run_dispatch},
	{"opt-chain", "5", STATUS_FACT_run_chain},
};
const size_t status_stage_count = array_size(status_stages);

/* ---- outside of the database ---- */

static void set_flag(
	struct status_facts *facts, enum status_fact fact, double number, const char *detail)
{
	status_fact_set(facts, fact, INSTANT_UNKNOWN, number, detail);
}

static void load_halt_file(struct run *run, struct status_facts *facts)
{
	const char *path = conf_get(&run->conf, CONF_HALT_FILE);
	char detail[STATUS_DETAIL_SIZE];
	struct error why = {0};
	struct stat status;
	enum halt_file file = halt_file_read(path, run->now, &why);
	struct instant since = stat(path, &status) == 0
				       ? (struct instant){(int64_t)status.st_mtime * SECOND_US}
				       : INSTANT_UNKNOWN;
	double stops = file == HALT_FILE_ABSENT ? 0 : file == HALT_FILE_ENTRIES ? 1 : 2;
	(void)snprintf(detail, sizeof detail, "%.120s says %s", path,
		file == HALT_FILE_ENTRIES ? "entries"
		: file == HALT_FILE_ALL	  ? "all"
					  : "what cannot be read");
	status_fact_set(facts, STATUS_FACT_halt_file, since, stops, stops > 0 ? detail : NULL);
}

/* The least share that is free where the rows, the halt file and, often, the database are. */
static void load_disk(struct status_facts *facts)
{
	const char *const folders[] = {getenv("HOME"), "/var/lib", "/tmp"};
	double least = (double)NAN;
	const char *where = NULL;
	for (size_t i = 0; i < array_size(folders); i++) {
		struct statvfs disk;
		if (folders[i] == NULL || statvfs(folders[i], &disk) != 0 || disk.f_blocks == 0)
			continue;
		double free_pct =
			floor(1000.0 * (double)disk.f_bavail / (double)disk.f_blocks) / 10;
		if (isnan(least) || free_pct < least) {
			least = free_pct;
			where = folders[i];
		}
	}
	set_flag(facts, STATUS_FACT_disk_free_pct, least, where);
}

/* The caps of the tier that the newest account has. */
static void load_caps(const struct params *params, struct status_facts *facts)
{
	const struct status_value *value = &facts->value[STATUS_FACT_tier];
	char detail[CAPS_TEXT_SIZE];
	enum tier tier;
	if (value->is_loaded && tier_parse(value->detail, &tier))
		set_flag(facts, STATUS_FACT_cap_pct, caps_highest(params, tier, detail), detail);
}

/* 1: no channel is configured; 2: the settings of one are wrong, or its server is out of reach. */
static void load_channels(struct run *run, struct status_facts *facts)
{
	struct error why = {0};
	if (!alert_channels_any(&run->conf))
		set_flag(facts, STATUS_FACT_channels_wrong, 1,
			"alert_smtp_url and alert_webhook are not set");
	else if (alert_channels_reach(run, &why) != 0)
		set_flag(facts, STATUS_FACT_channels_wrong, 2, why.text);
	else
		set_flag(facts, STATUS_FACT_channels_wrong, 0, NULL);
}

static void load_mail(struct status_facts *facts)
{
	static const char path[] = "/usr/sbin/sendmail";
	bool found = access(path, X_OK) == 0;
	set_flag(facts, STATUS_FACT_mail_missing, found ? 0 : 1,
		found ? NULL : "/usr/sbin/sendmail is missing");
}

/* ---- the broker ---- */

/* Whether the keys may be used; *WHY says why not. */
static bool has_keys(struct run *run, struct error *why)
{
	if (run->keys_error.text[0] != '\0')
		*why = run->keys_error;
	else if (run->conf.key_id[0] == '\0' || run->conf.secret_key[0] == '\0')
		(void)error_set(why, ERROR_PERMISSION, "key_id_file or secret_key_file is missing");
	else
		return conf_check_broker(&run->conf, why) == 0;
	return false;
}

/* The clock of this host, or the pinned one: opt-paper's time is simulated. */
static void compare_clock(
	struct run *run, struct status_facts *facts, const struct broker_clock *clock)
{
	struct instant here = run->pinned ? run->now : clock_real();
	double skew = fabs(instant_age_s(here, clock->timestamp));
	set_flag(facts, STATUS_FACT_skew_broker_s, skew < 1 ? 0 : floor(10 * skew) / 10, NULL);
}

static void load_broker(struct run *run, bool check, struct status_facts *facts)
{
	struct error why = {0};
	struct broker_clock clock;
	struct alpaca *broker = NULL;
	bool loopback = conf_url_is_loopback(conf_get(&run->conf, CONF_BROKER_URL));
	bool keys = has_keys(run, &why);
	if (check)
		set_flag(facts, STATUS_FACT_keys_missing, keys ? 0 : 1, keys ? NULL : why.text);
	if (!keys || (run->pinned && !loopback))
		return;
	int result = alpaca_open(&broker, &run->conf, run->deadline_us, &why);
	if (result == 0) {
		alpaca_limit_answers(broker, 5);
		result = alpaca_clock(broker, &clock, &why);
	}
	set_flag(
		facts, STATUS_FACT_broker_down, result == 0 ? 0 : 1, result == 0 ? NULL : why.text);
	if (result == 0)
		compare_clock(run, facts, &clock);
	alpaca_close(broker);
}

/* ---- the database ---- */

struct fact_row {
	char fact[40];
	struct instant at;
	double number;
	char detail[STATUS_DETAIL_SIZE];
};

static const struct row_column fact_columns[] = {
	ROW_FIELD(ROW_TEXT, struct fact_row, fact, false),
	ROW_FIELD(ROW_INSTANT, struct fact_row, at, true),
	ROW_FIELD(ROW_DOUBLE, struct fact_row, number, true),
};

static int load_rows(struct run *run, const struct query *query, const struct db_args *args,
	struct status_facts *facts, struct error *err)
{
	rows_auto struct rows rows = ROWS_INIT;
	if (db_rows(run->db, query, args, &rows, err) != 0)
		return -1;
	for (int i = 0; i < rows.count; i++) {
		struct fact_row row = {0};
		if (row_read(&rows, i, fact_columns, array_size(fact_columns), &row, err) != 0)
			return -1;
		enum status_fact fact = status_fact_find(row.fact);
		if (fact == STATUS_FACTS)
			return error_set(err, ERROR_INTERNAL, "%s: not a fact: \"%s\"", query->name,
				row.fact);
		status_fact_set(facts, fact, row.at, row.number, row_text(&rows, i, "detail"));
	}
	return 0;
}

static int load_stages(struct run *run, struct status_facts *facts, struct error *err)
{
	const char *names[STAGES_MAX], *every[STAGES_MAX];
	for (size_t i = 0; i < status_stage_count; i++) {
		names[i] = status_stages[i].name;
		every[i] = status_stages[i].every;
	}
	db_args_auto struct db_args a = DB_ARGS_INIT;
	arg_text_array(&a, names, status_stage_count);
	arg_instant(&a, run->now);
	if (load_rows(run, &query_status_stages, &a, facts, err) != 0)
		return -1;
	arg_text_array(&a, every, status_stage_count);
	return load_rows(run, &query_status_runs, &a, facts, err);
}

static int load_clock(struct run *run, struct status_facts *facts, struct error *err)
{
	struct fact_row row = {0};
	rows_auto struct rows rows = ROWS_INIT;
	struct instant before = clock_real();
	int64_t began = clock_monotonic_us();
	if (db_row(run->db, &query_status_clock, NULL, &rows, err) != 0 ||
		row_read(&rows, 0, &fact_columns[1], 1, &row, err) != 0)
		return -1;
	int64_t took = clock_monotonic_us() - began;
	double skew = fabs(instant_age_s(instant_add(before, took / 2), row.at));
	set_flag(facts, STATUS_FACT_database_ms, floor((double)took / 1e3), NULL);
	set_flag(facts, STATUS_FACT_skew_database_s, skew < 0.1 ? 0 : floor(10 * skew) / 10, NULL);
	return 0;
}

static int load_catalog(struct run *run, struct status_facts *facts, struct error *err)
{
	comparison_auto struct schema_comparison comparison = {0};
	struct error why = {0};
	if (schema_compare(run->db, &comparison, err) != 0)
		return -1;
	(void)comparison_check(&comparison, &why);
	set_flag(facts, STATUS_FACT_schema_differences, (double)comparison.failures,
		comparison.failures == 0 ? NULL : why.text);
	return 0;
}

static int load_database(struct run *run, const struct status_request *request,
	struct status_facts *facts, struct error *err)
{
	db_args_auto struct db_args now = DB_ARGS_INIT;
	arg_instant(&now, run->now);
	if (load_clock(run, facts, err) != 0 || load_stages(run, facts, err) != 0 ||
		load_rows(run, &query_status_money, &now, facts, err) != 0)
		return -1;
	load_caps(&run->params, facts);
	if (request->gates && load_rows(run, &query_status_gates, &now, facts, err) != 0)
		return -1;
	arg_i64(&now, (int64_t)run->params.status_feed_failures);
	if (load_rows(run, &query_status_data, &now, facts, err) != 0)
		return -1;
	return request->check ? load_catalog(run, facts, err) : 0;
}

/* Finds the check that failed: that of the server, of the schema, or of the roles. */
static void tell_database(struct status_facts *facts, const struct error *why)
{
	enum status_fact fact = why->kind == ERROR_NONE		       ? STATUS_FACTS
				: strstr(why->text, "--roles") != NULL ? STATUS_FACT_roles_wrong
				: strstr(why->text, "schema") != NULL  ? STATUS_FACT_schema_wrong
								       : STATUS_FACT_database_down;
	set_flag(facts, STATUS_FACT_database_down, fact == STATUS_FACT_database_down ? 1 : 0,
		fact == STATUS_FACT_database_down ? why->text : NULL);
	if (fact == STATUS_FACT_database_down)
		return;
	set_flag(facts, STATUS_FACT_roles_wrong, fact == STATUS_FACT_roles_wrong ? 1 : 0,
		fact == STATUS_FACT_roles_wrong ? why->text : NULL);
	if (fact == STATUS_FACT_roles_wrong)
		return;
	set_flag(facts, STATUS_FACT_schema_wrong, fact == STATUS_FACT_schema_wrong ? 1 : 0,
		fact == STATUS_FACT_schema_wrong ? why->text : NULL);
}

void status_load(struct run *run, const struct status_request *request, struct status_facts *facts)
{
	load_halt_file(run, facts);
	load_disk(facts);
	if (request->check) {
		load_mail(facts);
		load_channels(run, facts);
	}
	if (request->broker)
		load_broker(run, request->check, facts);
	if (run->db != NULL)
		run->db_error = (struct error){0};
	if (run->db != NULL && load_database(run, request, facts, &run->db_error) != 0)
		(void)error_prefix(&run->db_error, "a statement failed");
	tell_database(facts, &run->db_error);
}
