/* The signals that stop a program, SIGTERM and SIGINT: a long loop checks for them and ends. */
#ifndef OPT_STOP_H
#define OPT_STOP_H

#include "error.h"

/* Catches both signals from now on: they end no call and no process, stop_signal reports them. */
void stop_catch(void);

/* The number of the signal that came last; 0 while none has come. */
int stop_signal(void);

/* 0 while no signal has come; then -1 and ERROR_AGAIN, with the signal's number. */
int stop_check(struct error *err);

#endif
