#!/bin/sh
# Kills opt-dispatch and opt-posmon (SIGKILL) at each message of the sending of an order, as stopped.t stops them. The next runs
# complete the work.
export SIGNAL=KILL
exec perl -Itest/crash test/crash/stopped.pl
