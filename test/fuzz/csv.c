/* The lines of a file of reports, of events and of dividends. */
#include "fuzz.h"

#include "calendar.h"
#include "corporate_action.h"
#include "earnings.h"
#include "macro_event.h"
#include "text.h"

static void take(char *line, struct csv_table *table, int kind)
{
	const char *texts[CSV_COLUMNS_MAX];
	struct error err = {0};
	struct earnings report;
	struct macro_event event;
	struct corporate_action dividend;
	if (csv_take_line(table, line, texts, &err) != CSV_ROW)
		return;
	if (kind == 0 && earnings_read(texts, &report, &err) == 0)
		HOLDS(occ_is_ticker(report.ticker));
	if (kind == 1 && macro_event_read(texts, &event, &err) == 0)
		HOLDS(instant_known(event.at) && event.event[0] != '\0' &&
			text_is_utf8(event.event, strlen(event.event)));
	if (kind == 2 && dividend_read(texts, &dividend, &err) == 0)
		HOLDS(corporate_action_check(&dividend, &err) == 0);
	HOLDS(err.kind == ERROR_NONE || err.kind == ERROR_DATA);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct csv_column *const columns[] = {
		earnings_columns, macro_event_columns, dividend_columns};
	static const size_t counts[] = {EARNINGS_COLUMNS, MACRO_EVENT_COLUMNS, DIVIDEND_COLUMNS};
	for (int kind = 0; kind < 3; kind++) {
		struct csv_table table = {.columns = columns[kind], .column_count = counts[kind]};
		char *text = fuzz_text(data, size);
		for (char *line = text; line != NULL;) {
			char *next = strchr(line, '\n');
			if (next != NULL)
				*next++ = '\0';
			take(line, &table, kind);
			line = next;
		}
		free(text);
	}
	return 0;
}
