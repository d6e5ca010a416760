#!/bin/sh
# Random histories of orders: submitted, acknowledged, filled in part, edited and cancelled on the screen of the broker, filled
# late, hidden, contradicted; lists of positions that are empty or wrong; events that come twice; programs that are killed.
# After each one the ledger and the broker agree. A history that fails prints its seed: SEED=n repeats it alone.
exec perl -Itest/crash test/crash/histories.pl
