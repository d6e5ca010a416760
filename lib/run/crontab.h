/*
 * Parses the lines of a user's crontab(5) as Debian's cron (Vixie cron) does, and refuses the lines
 * that it would not load.
 *
 * A line is a setting or a job. A job is five time fields or an @name, then the command. In a
 * command an unescaped % is a newline, and the first one begins the standard input of the command.
 * Pass crontab_due the time of the zone that the crontab is meant for: cron uses the local time of
 * the server.
 */
#ifndef OPT_CRONTAB_H
#define OPT_CRONTAB_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "error.h"

/* The longest command or setting that Debian's cron loads, in bytes. */
enum { CRONTAB_TEXT_MAX = 998, CRONTAB_TEXT_SIZE = CRONTAB_TEXT_MAX + 2, CRONTAB_NAME_SIZE = 128 };

/* When a job runs. Bit N of a field stands for the value N. */
struct crontab_schedule {
	uint64_t minutes;  /* 0-59 */
	uint32_t hours;	   /* 0-23 */
	uint32_t days;	   /* 1-31 */
	uint32_t months;   /* 1-12 */
	uint32_t weekdays; /* 0-6, 0 is Sunday; 7 in the file sets bit 0 */
	/*
	 * The day of month or the day of week begins with *. Then both day fields must match; when
	 * neither begins with *, one match is enough.
	 */
	bool any_day, any_weekday;
	bool reboot; /* @reboot: no time makes it due */
};

enum crontab_kind { CRONTAB_NOTHING, CRONTAB_SETTING, CRONTAB_JOB };

struct crontab_line {
	enum crontab_kind kind;
	/* of a CRONTAB_SETTING */
	char name[CRONTAB_NAME_SIZE];
	char value[CRONTAB_TEXT_SIZE];
	/* of a CRONTAB_JOB */
	struct crontab_schedule schedule;
	char command[CRONTAB_TEXT_SIZE];
	char input[CRONTAB_TEXT_SIZE]; /* standard input, ends with a newline; "" for none */
};

/*
 * Parses TEXT, a line without its newline. An empty line and a comment give CRONTAB_NOTHING. An
 * invalid line is ERROR_DATA, whose message names the field, and leaves *OUT unchanged.
 */
int crontab_parse_line(const char *text, struct crontab_line *out, struct error *err);

/* Returns true when S is due in the minute HOUR:MINUTE of DAY. */
bool crontab_due(const struct crontab_schedule *s, struct date day, int hour, int minute);

#endif
