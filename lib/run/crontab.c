#include "crontab.h"

#include <string.h>

#include "array.h"
#include "num.h"
#include "text.h"

enum { NUMBER_TEXT_SIZE = 8, FIELD_COUNT = 5 };

static const char *const month_names[] = {
	"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", NULL};
static const char *const weekday_names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL};

static const struct crontab_field {
	const char *what;
	int least, most;
	const char *const *names; /* the first stands for LEAST */
} fields[FIELD_COUNT] = {
	{"minute", 0, 59, NULL},
	{"hour", 0, 23, NULL},
	{"day of month", 1, 31, NULL},
	{"month", 1, 12, month_names},
	{"day of week", 0, 7, weekday_names},
};

static const struct {
	const char *name, *means;
} shorthands[] = {
	{"@yearly", "0 0 1 1 *"},
	{"@annually", "0 0 1 1 *"},
	{"@monthly", "0 0 1 * *"},
	{"@weekly", "0 0 * * 0"},
	{"@daily", "0 0 * * *"},
	{"@midnight", "0 0 * * *"},
	{"@hourly", "0 * * * *"},
};

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

static int refuse(const struct crontab_field *f, struct error *err)
{
	return error_set(err, ERROR_DATA, "bad %s", f->what);
}

/* Reads a number or a name at *P and moves *P behind it. */
static int take_value(const struct crontab_field *f, const char **p, int *out)
{
	char word[NUMBER_TEXT_SIZE];
	size_t length = 0;
	while (is_word((*p)[length]))
		length++;
	if (length == 0 || length >= sizeof word)
		return -1;
	memcpy(word, *p, length);
	word[length] = '\0';
	*p += length;
	for (int i = 0; f->names != NULL && f->names[i] != NULL; i++)
		if (text_equal_nocase(f->names[i], word)) {
			*out = f->least + i;
			return 0;
		}
	int64_t value;
	if (num_parse_i64(word, f->least, f->most, &value) != 0)
		return -1;
	*out = (int)value;
	return 0;
}

/* Reads "/N", if it is there; otherwise *STEP is 1. */
static int take_step(const struct crontab_field *f, const char **p, int *step)
{
	struct crontab_field steps = {f->what, 1, f->most, NULL};
	*step = 1;
	if (**p != '/')
		return 0;
	(*p)++;
	return take_value(&steps, p, step);
}

/*
 * Reads one element of a list: *, A or A-B. A step /N may follow * and A-B; after A it is refused,
 * because cron does not load it.
 */
static int take_element(const struct crontab_field *f, const char **p, uint64_t *bits)
{
	int from = f->least, to = f->most, step = 1;
	if (**p == '*') {
		(*p)++;
		if (take_step(f, p, &step) != 0)
			return -1;
	} else {
		if (take_value(f, p, &from) != 0)
			return -1;
		to = from;
		if (**p == '-') {
			(*p)++;
			if (take_value(f, p, &to) != 0 || to < from || take_step(f, p, &step) != 0)
				return -1;
		}
	}
	for (int i = from; i <= to; i += step)
		*bits |= UINT64_C(1) << i;
	return 0;
}

static int take_field(
	const struct crontab_field *f, const char **p, uint64_t *bits, struct error *err)
{
	*bits = 0;
	for (;;) {
		if (take_element(f, p, bits) != 0)
			return refuse(f, err);
		if (**p != ',')
			break;
		(*p)++;
	}
	if (**p != ' ' && **p != '\t' && **p != '\0')
		return refuse(f, err);
	*p = skip_blanks(*p);
	return 0;
}

static int take_fields(const char **p, struct crontab_schedule *out, struct error *err)
{
	uint64_t bits[FIELD_COUNT];
	bool star[FIELD_COUNT];
	for (int i = 0; i < FIELD_COUNT; i++) {
		star[i] = **p == '*';
		if (take_field(&fields[i], p, &bits[i], err) != 0)
			return -1;
	}
	*out = (struct crontab_schedule){
		.minutes = bits[0],
		.hours = (uint32_t)bits[1],
		.days = (uint32_t)bits[2],
		.months = (uint32_t)bits[3],
		.weekdays = (uint32_t)((bits[4] | bits[4] >> 7) & 0x7f),
		.any_day = star[2],
		.any_weekday = star[4],
	};
	return 0;
}

static int take_schedule(const char **p, struct crontab_schedule *out, struct error *err)
{
	if (**p != '@')
		return take_fields(p, out, err);
	size_t length = strcspn(*p, " \t");
	for (size_t i = 0; i < array_size(shorthands); i++)
		if (strlen(shorthands[i].name) == length &&
			strncmp(*p, shorthands[i].name, length) == 0) {
			const char *means = shorthands[i].means;
			*p = skip_blanks(*p + length);
			return take_fields(&means, out, err);
		}
	if (length != strlen("@reboot") || strncmp(*p, "@reboot", length) != 0)
		return error_set(err, ERROR_DATA, "unknown time \"%.20s\"", *p);
	*p = skip_blanks(*p + length);
	*out = (struct crontab_schedule){.reboot = true};
	return 0;
}

/*
 * Splits a job's text at the first unescaped % into COMMAND and INPUT. Further ones are newlines of
 * INPUT, and \% is a %. Other backslashes stay, for the shell.
 */
static void split_command(const char *p, char *command, char *input)
{
	char *to = command;
	bool in_input = false;
	for (; *p != '\0'; p++) {
		if (p[0] == '\\' && p[1] == '%')
			*to++ = *++p;
		else if (*p != '%')
			*to++ = *p;
		else if (in_input)
			*to++ = '\n';
		else {
			*to = '\0';
			to = input;
			in_input = true;
		}
	}
	if (in_input)
		*to++ = '\n';
	*to = '\0';
}

static int parse_job(const char *p, struct crontab_line *out, struct error *err)
{
	struct crontab_line line = {.kind = CRONTAB_JOB};
	if (take_schedule(&p, &line.schedule, err) != 0)
		return -1;
	if (*p == '\0')
		return error_set(err, ERROR_DATA, "the command is missing");
	if (strlen(p) > CRONTAB_TEXT_MAX)
		return error_set(err, ERROR_DATA,
			"the command is longer than %d bytes: cron does not load it",
			CRONTAB_TEXT_MAX);
	split_command(p, line.command, line.input);
	*out = line;
	return 0;
}

/*
 * Reads a name or a value: up to a character of STOPS, or in matching quotes. Returns the rest of
 * the line; NULL when the closing quote is missing or OUT is too small.
 */
static const char *take_text(const char *p, const char *stops, char *out, size_t size)
{
	const char *end;
	const char *from = p;
	if (*p == '"' || *p == '\'') {
		from = p + 1;
		end = strchr(from, *p);
		if (end == NULL)
			return NULL;
		p = end + 1;
	} else {
		p = end = from + strcspn(from, stops);
		while (end > from && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
	}
	if ((size_t)(end - from) >= size)
		return NULL;
	memcpy(out, from, (size_t)(end - from));
	out[end - from] = '\0';
	return p;
}

/*
 * Parses NAME = VALUE. Returns false for any other line. A job is never taken for a setting: it
 * begins with a digit, * or @, or with a name that a blank and not an = follows.
 */
static bool parse_setting(const char *p, struct crontab_line *out)
{
	struct crontab_line line = {.kind = CRONTAB_SETTING};
	if (!is_letter(*p) && *p != '_' && *p != '"' && *p != '\'')
		return false;
	p = take_text(p, " \t=", line.name, sizeof line.name);
	if (p == NULL || line.name[0] == '\0')
		return false;
	p = skip_blanks(p);
	if (*p != '=')
		return false;
	p = take_text(skip_blanks(p + 1), "", line.value, sizeof line.value);
	if (p == NULL || *skip_blanks(p) != '\0')
		return false;
	*out = line;
	return true;
}

int crontab_parse_line(const char *text, struct crontab_line *out, struct error *err)
{
	const char *p = skip_blanks(text);
	if (*p == '\0' || *p == '#') {
		*out = (struct crontab_line){.kind = CRONTAB_NOTHING};
		return 0;
	}
	if (parse_setting(p, out))
		return 0;
	return parse_job(p, out, err);
}

bool crontab_due(const struct crontab_schedule *s, struct date day, int hour, int minute)
{
	int year, month, day_of_month;
	date_to_ymd(day, &year, &month, &day_of_month);
	if (s->reboot || (s->minutes >> minute & 1) == 0 || (s->hours >> hour & 1) == 0 ||
		(s->months >> month & 1) == 0)
		return false;
	bool by_day = (s->days >> day_of_month & 1) != 0;
	bool by_weekday = (s->weekdays >> (int)date_weekday(day) & 1) != 0;
	return s->any_day || s->any_weekday ? by_day && by_weekday : by_day || by_weekday;
}
