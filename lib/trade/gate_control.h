/*
 * Gates that gate_before.c and gate_after.c list in their tables: they ask whether the ledger, the
 * fills and the data of the decision can be trusted, and whether its reasons still hold.
 */
#ifndef OPT_GATE_CONTROL_H
#define OPT_GATE_CONTROL_H

#include "gate.h"

/* before the choice */
struct gate_record gate_ask_equity_gap(const struct gate_input *in, const struct params *p);
struct gate_record gate_ask_slippage(const struct gate_input *in, const struct params *p);
struct gate_record gate_ask_volume_feed(const struct gate_input *in, const struct params *p);

/* after the sizing */
struct gate_record gate_ask_premium_today(const struct gate_input *in, const struct params *p);
struct gate_record gate_ask_first_trades(const struct gate_input *in, const struct params *p);
struct gate_record gate_ask_signal_direction(const struct gate_input *in, const struct params *p);
struct gate_record gate_ask_signal_distance(const struct gate_input *in, const struct params *p);
struct gate_record gate_ask_cost_of_trade(const struct gate_input *in, const struct params *p);

#endif
