#include "csv_out.h"

#include <math.h>
#include <string.h>

void csv_text(struct csv_out *csv, const char *text)
{
	if (csv->begun)
		buf_putc(csv->out, ',');
	csv->begun = true;
	if (text == NULL || strpbrk(text, ",\"\r\n") == NULL) {
		buf_puts(csv->out, text == NULL ? "" : text);
		return;
	}
	buf_putc(csv->out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_putc(csv->out, '"');
		buf_putc(csv->out, *text);
	}
	buf_putc(csv->out, '"');
}

void csv_i64(struct csv_out *csv, int64_t value)
{
	char text[NUM_TEXT_SIZE];
	csv_text(csv, value == INT64_MIN ? NULL : num_format_i64(value, text));
}

void csv_double(struct csv_out *csv, double value, int decimals)
{
	csv_text(csv, NULL);
	if (isfinite(value))
		buf_printf(csv->out, "%.*f", decimals, value);
}

void csv_price(struct csv_out *csv, struct price value)
{
	char text[NUM_TEXT_SIZE];
	csv_text(csv, price_known(value) ? price_format(value, 4, text) : NULL);
}

void csv_money(struct csv_out *csv, struct money value)
{
	char text[NUM_TEXT_SIZE];
	csv_text(csv, money_known(value) ? money_format(value, 2, text) : NULL);
}

void csv_date(struct csv_out *csv, struct date value)
{
	char text[DATE_TEXT_SIZE];
	csv_text(csv, date_known(value) ? date_format(value, text) : NULL);
}

void csv_instant(struct csv_out *csv, struct instant value)
{
	char text[INSTANT_TEXT_SIZE];
	csv_text(csv, instant_known(value) ? instant_format(value, text) : NULL);
}

void csv_end(struct csv_out *csv)
{
	buf_puts(csv->out, "\r\n");
	csv->begun = false;
}

void csv_line(struct csv_out *csv, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		csv_text(csv, texts[i]);
	csv_end(csv);
}
