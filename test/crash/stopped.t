#!/bin/sh
# Stops opt-dispatch and opt-posmon (SIGSTOP) at each message of the sending of an order, until their deadline is past. Other
# runs act meanwhile; then the stopped one goes on. Nothing is doubled or lost; what fills after all is adopted. The order is for
# an option, for a spread, or a protective stop.
exec perl -Itest/crash test/crash/stopped.pl
