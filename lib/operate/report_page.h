/* The report as one HTML file that needs nothing else: no script, font, picture or network. */
#ifndef OPT_REPORT_PAGE_H
#define OPT_REPORT_PAGE_H

#include "buf.h"
#include "report.h"

void report_page(struct buf *out, const struct report *report);

#endif
