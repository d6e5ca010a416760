/*
 * The inside of the stand-in broker: its state, a call, a reply, and the handlers of the route
 * table.
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

/* The broker's two hosts, and the endpoints that the broker does not have: /feeds and /sim. */
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
	int64_t requests, refused;	   /* refused: above the rate limit */
	int64_t by_route[PAPER_PATHS_MAX]; /* one per row of the route table */
	struct paper_post
		*posts; /* one per client order id, in the order of the first request; owned */
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
	int64_t ahead_us; /* with --live: simulated time less clock_monotonic_us */
	struct paper_faults faults;
	struct paper_feeds feeds;
	struct paper_stats stats;
	struct paper_window windows[2]; /* trading, data */
	struct tape_bars scratch;
	struct paper_render render;
	struct paper_exchange *waiting; /* requests whose reply an armed fault delays */
	struct error stopped;		/* the error that ends the server; ERROR_NONE: none */
};

struct paper_call {
	struct paper *server;
	struct MHD_Connection *connection;
	const char *method, *path;
	const char *rest; /* the text that the * of the route matched, otherwise "" */
	const char *body;
	size_t body_length;
	bool repeat_page; /* an armed fault: ignore the page token */
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

/* Moves the simulated clock to NOW, which is not earlier than before. */
void paper_move_clock(struct paper *p, struct instant now);
/* With --live: moves the simulated clock as far as the real one went since the last request. */
void paper_follow_clock(struct paper *p);

/* A query parameter, NULL when absent or empty; a request header, NULL when absent. Borrowed. */
const char *paper_argument(const struct paper_call *c, const char *name);
const char *paper_header(const struct paper_call *c, const char *name);
/* The market and the quotes set by hand. Borrows from P. */
struct paper_env paper_env(struct paper *p);

/*
 * Parse a parameter that is a whole number, a date or a moment. 0 with the value in *OUT, which
 * stays as it is when the parameter is absent; -1 with a 400 (data) or 422 (trading) in R.
 */
int paper_argument_i64(const struct paper_call *c, struct paper_reply *r, const char *name,
	int64_t min, int64_t max, int64_t *out);
int paper_argument_date(
	const struct paper_call *c, struct paper_reply *r, const char *name, struct date *out);
int paper_argument_instant(
	const struct paper_call *c, struct paper_reply *r, const char *name, struct instant *out);

/*
 * Replace the reply by an error. The trading host's errors have a code, those of the data host do
 * not (CODE 0).
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
paper_handler paper_get_positions, paper_get_position, paper_delete_position, paper_post_exercise,
	paper_delete_positions;
/* Data. */
paper_handler paper_get_stock_bars, paper_get_stock_bars_latest, paper_get_stock_quotes_latest;
paper_handler paper_get_stock_trades_latest, paper_get_stock_snapshots;
paper_handler paper_get_option_bars, paper_get_option_quotes_latest, paper_get_option_trades_latest;
paper_handler paper_get_option_snapshots, paper_get_option_chain;
paper_handler paper_get_actions;
/* PAPER_LAB. */
paper_handler paper_post_sim_action, paper_post_sim_event;
paper_handler paper_get_feeds, paper_get_feed, paper_get_sim_clock, paper_post_sim_clock;
paper_handler paper_get_faults, paper_post_fault, paper_delete_faults, paper_get_stats;

/* Writers shared by several handlers. */
void paper_write_order(struct jsonl *w, const struct paper *p, const char *key,
	const struct paper_order *o, bool nested);
void paper_write_position(struct jsonl *w, struct paper *p, const struct paper_position *position);

/* Writes the member of /sim/stats "requests": {"GET /v2/account": n, ...}. */
void paper_write_routes(struct jsonl *w, const struct paper *p);

/* The quote that the data host shows; an armed stale_quotes shows that of its arming. */
bool paper_screen_quote(struct paper *p, const char *symbol, struct quote *out);

/* Save the books to the state file, and load them at the start; both do nothing without a file. */
int paper_state_save(struct paper *p, struct error *err);
int paper_state_load(struct paper *p, struct error *err);

#endif
