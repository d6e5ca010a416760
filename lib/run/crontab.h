/*
 * crontab(5) as Vixie cron (Debian's) reads a user's table: settings, five fields or an @name, a
 * command in which an unescaped % is a newline and the first one begins the command's standard
 * input. What that cron would not load is refused here too. Times are whatever clock the caller
 * breaks down: cron's is the server's local one.
 */
#ifndef OPT_CRONTAB_H
#define OPT_CRONTAB_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "error.h"

/* Debian's cron loads no longer command or setting. */
enum { CRONTAB_TEXT_MAX = 998, CRONTAB_TEXT_SIZE = CRONTAB_TEXT_MAX + 2, CRONTAB_NAME_SIZE = 128 };

/* Bit N stands for the value N of a field. */
struct crontab_schedule {
	uint64_t minutes;  /* 0-59 */
	uint32_t hours;	   /* 0-23 */
	uint32_t days;	   /* 1-31 */
	uint32_t months;   /* 1-12 */
	uint32_t weekdays; /* 0-6, 0 is Sunday; 7 was folded into 0 */
	/*
	 * The field begins with *: then both day fields must match, otherwise one of them is
	 * enough.
	 */
	bool any_day, any_weekday;
	bool reboot; /* @reboot: never due by time */
};

enum crontab_kind { CRONTAB_NOTHING, CRONTAB_SETTING, CRONTAB_JOB };

struct crontab_line {
	enum crontab_kind kind;
	char name[CRONTAB_NAME_SIZE]; /* CRONTAB_SETTING */
	char value[CRONTAB_TEXT_SIZE];
	struct crontab_schedule schedule; /* CRONTAB_JOB */
	char command[CRONTAB_TEXT_SIZE];
	char input[CRONTAB_TEXT_SIZE]; /* what follows the first %, each line ended; "" for none */
};

/* TEXT without its newline. ERROR_DATA names the field; *OUT is untouched then. */
int crontab_parse_line(const char *text, struct crontab_line *out, struct error *err);

/* Whether S is due in the minute HOUR:MINUTE of DAY. */
bool crontab_due(const struct crontab_schedule *s, struct date day, int hour, int minute);

#endif
