/*
 * The broker's rate limit: when the next request may start, for each host, and the wait until then.
 * A part of the requests is the reserve of the exits, which every other request leaves alone.
 * For each request, in this order:
 *
 *	alpaca_pace_wait(pace, host, path, err)		 before it is sent
 *	alpaca_pace_note(pace, host, under_way, &response)  with its response
 *	alpaca_pace_retries(pace, &response, refused)	 true: wait and send it again
 *
 * With ALPACA_ALL every request starts at once; with ALPACA_SPARE one that would use the reserve
 * fails at once; with ALPACA_WAIT it waits.
 */
#ifndef OPT_ALPACA_PACE_H
#define OPT_ALPACA_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "alpaca.h"
#include "error.h"
#include "http.h"

enum alpaca_host { ALPACA_TRADING, ALPACA_DATA };

struct alpaca_pace {
	enum alpaca_share share;
	double reserve_pct;  /* of the requests of a window */
	int64_t deadline_us; /* monotonic; no wait ends later */
	int64_t resume_us
		[2]; /* per enum alpaca_host, monotonic: until then only the reserve is left */
};

/*
 * Notes the rate limit in the headers of a RESPONSE of HOST. UNDER_WAY: how many other requests
 * have no response yet.
 */
void alpaca_pace_note(struct alpaca_pace *pace, enum alpaca_host host, int64_t under_way,
	const struct http_response *response);

/*
 * True when the request that got RESPONSE is to be sent again: it was refused for the rate limit,
 * for the REFUSED-th time (1 for the first), and another attempt may help.
 */
bool alpaca_pace_retries(
	const struct alpaca_pace *pace, const struct http_response *response, int refused);

/* True when a request to HOST may start now. */
bool alpaca_pace_ready(const struct alpaca_pace *pace, enum alpaca_host host);

/*
 * 0 when HOST is ready or waiting for it makes sense. ERROR_AGAIN with ALPACA_SPARE, when the wait
 * would end past the deadline, or after a signal to stop (stop.h). PATH is for the message.
 */
int alpaca_pace_check(
	const struct alpaca_pace *pace, enum alpaca_host host, const char *path, struct error *err);

/* Waits until HOST is ready. -1: as alpaca_pace_check. */
int alpaca_pace_wait(
	const struct alpaca_pace *pace, enum alpaca_host host, const char *path, struct error *err);

#endif
