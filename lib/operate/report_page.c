#include "report_page.h"

#include "markup.h"

static void write_head(struct markup *m, const struct report *report)
{
	markup_open(m, "head");
	markup_open(m, "meta");
	markup_attribute(m, "charset", "utf-8");
	markup_close(m);
	markup_open(m, "title");
	markup_printf(m, "Trading report, account %s", report->request.account);
	markup_close(m);
	markup_close(m);
}

void report_page(struct buf *out, const struct report *report)
{
	struct markup m;
	markup_init(&m, out);
	markup_constant(&m, "<!DOCTYPE html>\n");
	markup_open(&m, "html");
	markup_attribute(&m, "lang", "en");
	write_head(&m, report);
	markup_open(&m, "body");
	markup_element(&m, "h1", NULL, "Trading report");
	markup_open(&m, "p");
	markup_printf(&m, "%zu closed trades", report->trade_count);
	markup_close(&m);
	markup_close(&m);
	markup_close(&m);
	buf_putc(out, '\n');
}
