#!/bin/sh
# Restores the ledger from a backup that was made before the last N orders, for N from 1 to 20. The next runs adopt every
# holding with its exits, a spread with both legs, and send nothing twice.
exec perl -Itest/crash test/crash/restores.pl
