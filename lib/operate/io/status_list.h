/*
 * The lists of opt-status: the rows of one statement as a table on a terminal, or as JSON rows.
 *
 * Each list is a statement and its columns. On a terminal a time is New York's, and a column is as
 * wide as its longest value; in JSON a time is RFC 3339 and a number is as the database has it.
 */
#ifndef OPT_STATUS_LIST_H
#define OPT_STATUS_LIST_H

#include "run.h"

extern const struct row_kind status_halt_row, status_account_row, status_position_row,
	status_working_order_row, status_order_row, status_today_row, status_trade_row,
	status_refusal_row, status_feed_row, status_label_row, status_ticker_row,
	status_capture_row, status_gate_row;

enum status_list_name {
	STATUS_LIST_HALTS,
	STATUS_LIST_ACCOUNT,
	STATUS_LIST_POSITIONS,
	STATUS_LIST_ORDERS,
	STATUS_LIST_ORDERS_TODAY,
	STATUS_LIST_TODAY,
	STATUS_LIST_TODAY_TRADES,
	STATUS_LIST_TODAY_REFUSED,
	STATUS_LIST_FEEDS,
	STATUS_LIST_LABELS,
	STATUS_LIST_TICKERS,
	STATUS_LIST_CAPTURE,
	STATUS_LIST_GATES,
};

/*
 * Prints the list, on a terminal under its title, with a line that says so when it is empty. Does
 * nothing without a database. Fails when the statement does.
 */
int status_list_print(struct run *run, enum status_list_name name, struct error *err);

#endif
