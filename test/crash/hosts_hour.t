#!/bin/sh
# Two hosts, each in a network namespace of its own, run the whole crontab for a replayed hour on one database: every stage at
# the same time on both. No bar, article, recommendation or order is worked on twice, and both hosts do some of the work.
exec perl -Itest/crash test/crash/hosts_hour.pl
