/*
 * Inside the stand-in broker: its state, a call, a reply, and the handlers the route table names.
 */
#ifndef OPT_PAPER_SERVER_H
#define OPT_PAPER_SERVER_H

#include <jansson.h>
#include <microhttpd.h>

#include "buf.h"
#include "jsonl.h"
#include "paper_market.h"
#include "paper.h"
#include "paper_book.h"
#include "paper_check.h"
#include "paper_fault.h"
#include "paper_feed.h"
#include "paper_render.h"

enum {
	PAPER_BODY_MAX = 64 * 1024, /* of a request */
	PAPER_REPLY_MAX =
		256 * 1024 * 1024, /* 10,000 bars are 1.5 MB; /sim/stats may list many orders */
	PAPER_PATHS_MAX = 64,	   /* distinct routes counted */
};

enum paper_host { PAPER_TRADING, PAPER_DATA, PAPER_LAB };

struct paper_window {
	int64_t minute; /* of simulated time */
	int64_t used;
};

struct paper_post {
	char client_order_id[PAPER_CLIENT_ID_SIZE];
	int64_t count;
};

struct paper_stats {
	int64_t requests, refused;	   /* refused: past the rate limit */
	int64_t by_route[PAPER_PATHS_MAX]; /* one a row of the route table */
	struct paper_post
		*posts; /* order requests by client order id, in order of first sight; owned */
	size_t post_count, post_capacity;
	size_t generated_bars, recorded_bars;
	int64_t render_ms;
};

struct paper {
	struct paper_settings options;
	struct MHD_Daemon *daemon;
	uint16_t port;
	struct paper_market market;
	struct paper_override overrides[PAPER_OVERRIDES_MAX];
	size_t override_count;
	struct paper_book book;
	struct paper_faults faults;
	struct paper_feeds feeds;
	struct paper_stats stats;
	struct paper_window windows[2]; /* trading, data */
	struct tape_bars scratch;
	struct paper_render render;
	struct paper_exchange *waiting; /* replies that an armed delay holds back */
	struct error stopped;		/* why it cannot go on; kind ERROR_NONE while it can */
};

struct paper_call {
	struct paper *server;
	struct MHD_Connection *connection;
	const char *method, *path;
	const char *rest; /* what a route's trailing * matched, else "" */
	const char *body;
	size_t body_length;
	bool repeat_page; /* an armed fault: the page token is not looked at */
};

struct paper_reply {
	int status;
	const char *type; /* of the content; static */
	struct buf body;
	struct jsonl json; /* writes to the body */
	char etag[64];
	struct instant last_modified;
};

typedef void paper_handler(struct paper_call *c, struct paper_reply *r);

/* A query parameter, NULL when absent or empty. Borrowed. */
const char *paper_argument(const struct paper_call *c, const char *name);
const char *paper_header(const struct paper_call *c, const char *name);
struct paper_env paper_env(struct paper *p);

/*
 * A parameter that is a whole number, a date or a moment: 0 with *OUT the value or what it was when
 * absent, -1 with a 400 (data) or 422 (trading) in R.
 */
int paper_argument_i64(const struct paper_call *c, struct paper_reply *r, const char *name,
	int64_t min, int64_t max, int64_t *out);
int paper_argument_date(
	const struct paper_call *c, struct paper_reply *r, const char *name, struct date *out);
int paper_argument_instant(
	const struct paper_call *c, struct paper_reply *r, const char *name, struct instant *out);

/*
 * Errors in the trading host's shape (code may be 0) and in the data host's. What the body had is
 * dropped.
 */
void paper_reply_error(struct paper_reply *r, int status, int code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void paper_reply_refusal(struct paper_reply *r, const struct paper_refusal *refusal);

/* Trading. */
paper_handler paper_get_account, paper_get_clock, paper_get_calendar, paper_get_activities;
paper_handler paper_get_assets, paper_get_asset, paper_get_contracts, paper_get_contract;
paper_handler paper_post_order, paper_get_orders, paper_delete_orders, paper_get_order,
	paper_get_order_by_client;
paper_handler paper_delete_order, paper_patch_order;
paper_handler paper_get_positions, paper_get_position, paper_delete_position,
	paper_delete_positions;
/* Data. */
paper_handler paper_get_stock_bars, paper_get_stock_bars_latest, paper_get_stock_quotes_latest;
paper_handler paper_get_stock_trades_latest, paper_get_stock_snapshots;
paper_handler paper_get_option_bars, paper_get_option_quotes_latest, paper_get_option_trades_latest;
paper_handler paper_get_option_snapshots, paper_get_option_chain;
/* The lab. */
paper_handler paper_get_feeds, paper_get_feed, paper_get_sim_clock, paper_post_sim_clock;
paper_handler paper_get_faults, paper_post_fault, paper_delete_faults, paper_get_stats;

/* Writers shared by several handlers. */
void paper_write_order(struct jsonl *w, const struct paper *p, const char *key,
	const struct paper_order *o, bool nested);
void paper_write_position(struct jsonl *w, struct paper *p, const struct paper_position *position);

/* For /sim/stats: {"GET /v2/account": n, ...}. */
void paper_write_routes(struct jsonl *w, const struct paper *p);

/* The quote the data host shows: an armed stale_quotes shows an older one. */
bool paper_screen_quote(struct paper *p, const char *symbol, struct quote *out);

/* The books to the state file, when there is one and something changed; and back at the start. */
int paper_state_save(struct paper *p, struct error *err);
int paper_state_load(struct paper *p, struct error *err);

#endif
