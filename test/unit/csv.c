/* Tests of lib/base/csv.c, and of the rows of the files of opt-universe. */
#include "array.h"
#include "check.h"
#include "csv.h"
#include "earnings.h"
#include "macro_event.h"
#include "occ.h"

#include <stdio.h>

#define MARK "\xef\xbb\xbf"

static void test_split(void **state)
{
	(void)state;
	static const struct {
		const char *name, *line, *want; /* fields joined by |; the reason when it is odd */
	} rows[] = {
		{"plain", "AAPL,2026-01-28,x", "AAPL|2026-01-28|x"},
		{"blanks", " AAPL ,\t2026-01-28 ", "AAPL|2026-01-28"},
		{"quoted", "\"AAPL\",\"a, b\"", "AAPL|a, b"},
		{"quotes inside", "\"a \"\"b\"\" c\",d", "a \"b\" c|d"},
		{"only quotes", "\"\"\"\"\"\"", "\"\""},
		{"blanks around quotes", " \"AAPL\" , x", "AAPL|x"},
		{"empty fields", ",,", "||"},
		{"an empty quoted field", "\"\",x", "|x"},
		{"a quote in the middle", "5\" x,y", "5\" x|y"},
		{"an open quote", "\"AAPL,x", "a quote is not closed"},
		{"an open quote at the end", "x,\"", "a quote is not closed"},
		{"text after a quote", "\"AAPL\"x,y", "text follows a closing quote"},
		{"more fields than wanted", "a,b,c,d,e", "a|b|c|d"},
		{"a wrong field behind them", "a,b,c,d,\"e", "a quote is not closed"},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		char line[128], got[128] = "", *fields[4];
		const char *why = NULL;
		(void)snprintf(line, sizeof line, "%s", rows[i].line);
		int count = csv_split(line, fields, array_size(fields), &why);
		size_t at = 0;
		for (int k = 0; k < count; k++)
			at += (size_t)snprintf(
				got + at, sizeof got - at, "%s%s", k > 0 ? "|" : "", fields[k]);
		check_text(rows[i].name, count < 0 ? why : got, rows[i].want);
	}
}

/* Files of the columns ticker (needed), day (needed), note, and extra, which only a header has. */
static void test_table(void **state)
{
	(void)state;
	static const struct csv_column columns[] = {{"ticker symbol", true, false},
		{"day date", true, false}, {"note", false, false}, {"extra", false, true}};
	static const struct {
		const char *name, *lines[4], *want; /* of the last line */
	} rows[] = {
		{"no header", {"A,1,x,y"}, "A|1|x|"},
		{"fewer fields", {"A"}, "A|||"},
		{"a header", {"ticker,day,note", "A,1,x"}, "A|1|x|"},
		{"capitals and quotes", {"\"Symbol\",\"DATE\"", "A,1"}, "A|1||"},
		{"another order", {"extra,note,date,symbol", "e,x,1,A"}, "A|1|x|e"},
		{"other columns", {"name,ticker,unit,day", "n,A,u,1"}, "A|1||"},
		{"a mark and a header", {MARK "ticker,day\r\n", "A,1\r\n"}, "A|1||"},
		{"a mark and no header", {MARK "A,1\r\n"}, "A|1||"},
		{"a mark before a quote", {MARK "\"ticker\",day\n", "A,1\n"}, "A|1||"},
		{"empty lines first", {"", " ,\r\n", "day,ticker", "1,A"}, "A|1||"},
		{"the header", {"ticker,day"}, "nothing"},
		{"an empty line", {"A,1", " \t,,\n"}, "nothing"},
		{"a header in the middle is a row", {"A,1", "ticker,day"}, "ticker|day||"},
		{"a column is missing", {"ticker,when"}, "bad: the header has no column \"day\""},
		{"an odd first line", {"\"A,1"}, "odd: a quote is not closed"},
		{"a row after it", {"\"A,1", "B,2"}, "B|2||"},
		{"a mark in the middle", {"A,1", MARK "B,2"}, MARK "B|2||"},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		struct csv_table table = {.columns = columns, .column_count = array_size(columns)};
		char got[128] = "";
		for (size_t k = 0; k < array_size(rows[i].lines) && rows[i].lines[k] != NULL; k++) {
			char line[128];
			const char *t[4];
			struct error err = {0};
			(void)snprintf(line, sizeof line, "%s", rows[i].lines[k]);
			enum csv_line kind = csv_take_line(&table, line, t, &err);
			if (kind == CSV_ROW)
				(void)snprintf(
					got, sizeof got, "%s|%s|%s|%s", t[0], t[1], t[2], t[3]);
			else if (kind == CSV_NOTHING)
				(void)snprintf(got, sizeof got, "nothing");
			else
				(void)snprintf(got, sizeof got, "%s: %.100s",
					kind == CSV_ODD ? "odd" : "bad", err.text);
		}
		check_text(rows[i].name, got, rows[i].want);
	}
}

static void test_tickers(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want; /* "": not a ticker */
	} rows[] = {
		{"AAPL", "AAPL"},
		{"aapl", "AAPL"},
		{"bRk.b", "BRK.B"},
		{"abcdef", ""},
		{"a1", ""},
		{"", ""},
		{"AAPL ", ""},
		{"\xc3\xa4", ""},
		{"a.bc", ""},
		{"averylongtextthatisnoticker", ""},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		char out[TICKER_SIZE] = "x";
		bool ok = occ_read_ticker(rows[i].text, out);
		check_text(rows[i].text, out, rows[i].want);
		check(rows[i].text, ok == (rows[i].want[0] != '\0'));
	}
	char a[] = "spy", b[] = "brk.b", bad[] = "no1";
	char *operands[] = {a, b, bad};
	struct error err = {0};
	check("operands", occ_read_operands(operands, 2, &err) == 0);
	check_text("the first", a, "SPY");
	check_text("the second", b, "BRK.B");
	check("an odd operand", occ_read_operands(operands, 3, &err) == -1);
	check_text("is named", err.text, "not a ticker: \"no1\"");
}

static void test_earnings(void **state)
{
	(void)state;
	static const struct {
		const char *ticker, *day, *time, *want; /* the day and time, or the reason */
	} rows[] = {
		{"aapl", "2026-01-28", "after_close", "2026-01-28 after_close"},
		{"AAPL", "2026-01-28", "amc", "2026-01-28 unknown"},
		{"AAPL", "2026-01-28", "", "2026-01-28 unknown"},
		{"AAPL", "", "", "unknown unknown"},
		{"AAPL", "28.1.2026", "", "not a day: \"28.1.2026\": write it as 2026-01-28"},
		{"AAPL", "1/28/2026", "", "not a day: \"1/28/2026\": write it as 2026-01-28"},
		{"AAPL", "2026-02-30", "", "not a day: \"2026-02-30\": write it as 2026-01-28"},
		{"AAPL", "2206-01-28", "", "the year of \"2206-01-28\" is not from 1990 to 2035"},
		{"APPLE INC", "2026-01-28", "", "not a ticker: \"APPLE INC\""},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		const char *texts[] = {rows[i].ticker, rows[i].day, rows[i].time};
		struct earnings e;
		struct error err = {0};
		char got[128], day[DATE_TEXT_SIZE];
		if (earnings_read(texts, &e, &err) == 0)
			(void)snprintf(got, sizeof got, "%s %s", date_format(e.day, day),
				report_time_name(e.time));
		else
			(void)snprintf(got, sizeof got, "%.120s", err.text);
		check_text(rows[i].day, got, rows[i].want);
	}
}

static struct earnings report(const char *ticker, int day, enum report_time time)
{
	struct earnings e = {
		.day = day == 0 ? DATE_UNKNOWN : date_from_ymd(2026, 1, day), .time = time};
	(void)snprintf(e.ticker, sizeof e.ticker, "%s", ticker);
	return e;
}

/* Of several days the earliest one from the 10th on; of two times of one day the unknown one. */
static void test_next(void **state)
{
	(void)state;
	struct earnings rows[] = {
		report("CC", 5, REPORT_UNKNOWN),
		report("AA", 28, REPORT_AFTER_CLOSE),
		report("BB", 0, REPORT_UNKNOWN),
		report("AA", 9, REPORT_UNKNOWN),
		report("AA", 10, REPORT_UNKNOWN),
		report("AA", 10, REPORT_BEFORE_OPEN),
		report("CC", 8, REPORT_UNKNOWN),
		report("BB", 12, REPORT_BEFORE_OPEN),
	};
	static const struct {
		const char *ticker;
		int day;
		enum report_time time;
	} want[] = {{"AA", 10, REPORT_UNKNOWN}, {"BB", 12, REPORT_BEFORE_OPEN},
		{"CC", 8, REPORT_UNKNOWN}};
	size_t n = earnings_keep_next(rows, array_size(rows), date_from_ymd(2026, 1, 10));
	check("one each", n == array_size(want));
	for (size_t i = 0; i < n; i++) {
		check_text("ticker", rows[i].ticker, want[i].ticker);
		check(want[i].ticker,
			date_diff(rows[i].day, date_from_ymd(2026, 1, want[i].day)) == 0 &&
				rows[i].time == want[i].time);
	}
}

static void test_events(void **state)
{
	(void)state;
	static const struct {
		const char *time, *event, *day, *want; /* the time, or the start of the reason */
	} rows[] = {
		{"2026-01-28T14:00:00-05:00", "FOMC", "", "2026-01-28T19:00:00Z"},
		{"2026-01-28T19:00:00Z", "FOMC", "", "2026-01-28T19:00:00Z"},
		{"2026-01-28 14:00", "FOMC", "", "2026-01-28T19:00:00Z"},
		{"2026-07-29 14:00", "FOMC", "", "2026-07-29T18:00:00Z"},
		{"2026-01-28T14:00:30", "FOMC", "", "2026-01-28T19:00:30Z"},
		{"08:30", "CPI", "2026-02-11", "2026-02-11T13:30:00Z"},
		{"", "CPI", "2026-02-11 08:30", "2026-02-11T13:30:00Z"},
		{"", "CPI", "2026-02-11", "not a time: \"2026-02-11\""},
		{"2026-02-11", "CPI", "", "not a time: \"2026-02-11\""},
		{"08:30", "CPI", "", "not a time: \"08:30\""},
		{"8:30", "CPI", "2026-02-11", "not a time: \"2026-02-11 8:30\""},
		{"2026-02-11 24:00", "CPI", "", "not a time: \"2026-02-11 24:00\""},
		{"2026-02-11 8:30 AM", "CPI", "", "not a time: \"2026-02-11 8:30 AM\""},
		{"02/11/2026 08:30", "CPI", "", "not a time: \"02/11/2026 08:30\""},
		{"2026-02-11 08:30 ET", "CPI", "", "not a time: \"2026-02-11 08:30 ET\""},
		{"0206-02-11 08:30", "CPI", "", "the year of \"0206-02-11 08:30\""},
		{"2026-02-11 08:30", "", "", "the name of the event is missing"},
		{"2026-02-11 08:30", "\xff", "", "the name of the event is missing"},
	};
	for (size_t i = 0; i < array_size(rows); i++) {
		const char *texts[] = {rows[i].time, rows[i].event, rows[i].day};
		struct macro_event e;
		struct error err = {0};
		char got[ERROR_TEXT_SIZE];
		if (macro_event_read(texts, &e, &err) == 0)
			(void)instant_format(e.at, got);
		else
			(void)snprintf(got, sizeof got, "%s", err.text);
		got[strlen(rows[i].want) < sizeof got ? strlen(rows[i].want) : 0] = '\0';
		check_text(rows[i].time, got, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_tickers),
		cmocka_unit_test(test_earnings),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
