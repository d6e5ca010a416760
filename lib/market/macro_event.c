#include "macro_event.h"

#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "num.h"
#include "text.h"
#include "zone.h"

const struct csv_column macro_event_columns[MACRO_EVENT_COLUMNS] = {
	{"time at datetime date_time timestamp", true, false},
	{"event name title", true, false},
	{"date day", false, true},
};

/* Reads the two digits at TEXT, at most MOST; -1: they are not. */
static int two_digits(const char *text, int most)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	int value = (text[0] - '0') * 10 + text[1] - '0';
	return value <= most ? value : -1;
}

/* Reads HH:MM or HH:MM:SS, the whole text, as the second of the day; -1: it is not one. */
static int clock_second(const char *text)
{
	size_t length = strlen(text);
	if ((length != 5 && length != 8) || text[2] != ':' || (length == 8 && text[5] != ':'))
		return -1;
	int hour = two_digits(text, 23), minute = two_digits(text + 3, 59),
	    second = length == 8 ? two_digits(text + 6, 59) : 0;
	return hour < 0 || minute < 0 || second < 0 ? -1 : (hour * 60 + minute) * 60 + second;
}

static int parse_time(const char *text, struct instant *out)
{
	enum { DAY_LENGTH = 10 };
	char day_text[DAY_LENGTH + 1] = "";
	struct date day;
	if (instant_parse(text, out) == 0)
		return 0;
	if (strlen(text) <= DAY_LENGTH + 1 || (text[DAY_LENGTH] != ' ' && text[DAY_LENGTH] != 'T'))
		return -1;
	memcpy(day_text, text, DAY_LENGTH);
	int second = clock_second(text + DAY_LENGTH + 1);
	if (date_parse(day_text, &day) != 0 || second < 0)
		return -1;
	*out = zone_from_new_york(day, second);
	return 0;
}

int macro_event_read(const char *const *texts, struct macro_event *out, struct error *err)
{
	struct macro_event e;
	char time[64];
	int length = snprintf(time, sizeof time, "%s%s%s", texts[2],
		*texts[2] != '\0' && *texts[0] != '\0' ? " " : "", texts[0]);
	if (length < 0 || (size_t)length >= sizeof time || parse_time(time, &e.at) != 0)
		return error_set(err, ERROR_DATA,
			"not a time: \"%.40s\": write it as 2026-01-28 14:00 (New York) or "
			"2026-01-28T19:00:00Z",
			time);
	if (!calendar_has_day(zone_new_york_date(e.at, NULL)))
		return error_set(err, ERROR_DATA, "the year of \"%.40s\" is not from %d to %d",
			time, CALENDAR_FIRST_YEAR, CALENDAR_LAST_YEAR);
	if (*texts[1] == '\0' || !text_is_utf8(texts[1], strlen(texts[1])) ||
		!text_copy(e.event, sizeof e.event, texts[1]))
		return error_set(err, ERROR_DATA,
			"the name of the event is missing, not UTF-8 or longer than %d bytes: "
			"\"%.80s\"",
			MACRO_EVENT_SIZE - 1, texts[1]);
	*out = e;
	return 0;
}
