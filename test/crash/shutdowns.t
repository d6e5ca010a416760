#!/bin/sh
# Shuts PostgreSQL down immediately, at random moments of runs of opt-dispatch and opt-posmon. After the next runs ledger and
# broker agree.
exec perl -Itest/crash test/crash/shutdowns.pl
