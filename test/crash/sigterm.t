#!/bin/sh
# SIGTERM at random moments of opt-dispatch and opt-posmon. Both end within a second or two, with 0, 1 or 75; after the next
# runs the ledger and the broker agree.
exec perl -Itest/crash test/crash/sigterm.pl
