/* Reads the facts of the readiness certificate, trade/readiness.h. */
#ifndef OPT_READINESS_LOAD_H
#define OPT_READINESS_LOAD_H

#include "readiness.h"
#include "run.h"

struct readiness_certificate {
	char account[64], tier[16]; /* of the paper account with the newest snapshot; "": none */
	struct readiness_condition conditions[READINESS_CONDITIONS];
	bool met;
};

/* Reads the facts at run->now and decides. Fails when a statement does. */
int readiness_load(struct run *run, struct readiness_certificate *out, struct error *err);

#endif
