#!/bin/sh
# Starts opt-dispatch and opt-posmon on two hosts at the same time, again and again: one order each, and the loser exits 75.
exec perl -Itest/crash test/crash/two_hosts.pl
