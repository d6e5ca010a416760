/* When a company reports its earnings on the day of its report. */
#ifndef OPT_EARNINGS_H
#define OPT_EARNINGS_H

enum report_time { REPORT_UNKNOWN, REPORT_BEFORE_OPEN, REPORT_AFTER_CLOSE };

/* "unknown", "before_open", "after_close": the words of the file and of ticker_universe. */
const char *report_time_name(enum report_time time);
/* REPORT_UNKNOWN, which blocks longest, for any other text and for NULL. */
enum report_time report_time_parse(const char *text);

#endif
