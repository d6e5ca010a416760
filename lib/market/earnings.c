#include "earnings.h"

#include "array.h"
#include "text.h"

static const char *const names[] = {
	[REPORT_UNKNOWN] = "unknown",
	[REPORT_BEFORE_OPEN] = "before_open",
	[REPORT_AFTER_CLOSE] = "after_close",
};

const char *report_time_name(enum report_time time)
{
	return names[time];
}

enum report_time report_time_parse(const char *text)
{
	int i = text == NULL ? -1 : text_find(names, array_size(names), text);
	return i < 0 ? REPORT_UNKNOWN : (enum report_time)i;
}
