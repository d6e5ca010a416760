/*
 * A program and one run of it. Every program is a table (struct program) and a main of one line:
 *
 *	int main(int argc, char **argv) { return program_run(&program, argc, argv); }
 *
 * program_run reads the options, the configuration and the clock, connects, takes the lease, opens
 * the run row with the parameter version, calls body, closes the run row (also on failure), flushes
 * stdout and returns the exit status.
 */
#ifndef OPT_RUN_H
#define OPT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "db.h"
#include "error.h"
#include "instant.h"
#include "jsonl.h"
#include "params.h"

enum program_needs {
	NEEDS_DB = 1,  /* a connection; 69 when there is none */
	NEEDS_RUN = 2, /* a row in pipeline_runs and the parameters (implies NEEDS_DB) */
	/* one at a time per account; a second instance exits 75 (implies NEEDS_RUN) */
	NEEDS_LEASE = 4,
	/* keys are there (77), and a pinned clock only against loopback or with -n (64) */
	NEEDS_BROKER = 8,
	NEEDS_BROKER_READ = 32, /* keys; nothing is sent, so the clock may be pinned anywhere */
	/* a connection if there is one within 5 s; without it run->db is NULL and body decides */
	NEEDS_DB_OPTIONAL = 64,
	NEEDS_SCHEMA_OPTIONAL = 16, /* opt-migrate: the schema may be missing or old */
};

struct run;

/*
 * An option of one program, beside the common ones. CODE: its letter, or 256 and up for long only.
 */
struct program_option {
	int code;
	const char *name;     /* without -- */
	const char *argument; /* "FILE"; NULL: takes none */
	const char *help;     /* one line */
};

struct program {
	const char *name;		      /* "opt-bars" */
	const char *summary;		      /* one line for --help */
	const char *operands;		      /* "[TICKER ...]"; NULL: none are taken */
	const struct program_option *options; /* ended by a zero row; NULL: none */
	/*
	 * Takes one own option; ERROR_USAGE when ARGUMENT is wrong. NULL where there are no own
	 * options.
	 */
	int (*option)(int code, const char *argument, struct error *err);
	unsigned needs; /* enum program_needs */
	/*
	 * Optional: once the command line is read, before configuration, secrets and connections
	 * are. For processes that must never hold them.
	 */
	int (*early)(struct error *err);
	/*
	 * Optional: looks at the options once all are read, may check them and change run->needs (a
	 * mode that needs less).
	 */
	int (*prepare)(struct run *run, struct error *err);
	const char *role; /* of the database; NULL: the user's own */
	int deadline_s;	  /* default of --deadline */
	int (*body)(struct run *run, struct error *err);
};

enum { RUN_COUNTS_MAX = 24, RUN_ID_SIZE = 40 };

struct run {
	const struct program *program;
	unsigned needs;
	struct conf conf;
	struct instant now; /* decides everything */
	bool pinned;	    /* by --now or OPT_NOW */
	bool dry_run;	    /* -n: write and send nothing */
	bool quiet;	    /* -q: no rows on stdout */
	/* --json, or stdout is no terminal: operator programs print JSON rather than a table */
	bool json;
	int64_t deadline_us; /* monotonic */
	bool deadline_given; /* by --deadline, not the program's own */
	char **operands;
	int operand_count;
	struct db *db;
	struct error db_error; /* with NEEDS_DB_OPTIONAL: why there is no connection */
	struct params params;
	int64_t params_version;	  /* 0: the defaults, no row yet */
	char run_id[RUN_ID_SIZE]; /* uuid; of a dry run too, though it is stored nowhere */
	char account[64];	  /* of the lease: conf's account, or "-" */
	int64_t token;		  /* fencing token of the lease */
	struct buf out;
	struct jsonl json_out; /* writes to out */
	struct {
		const char *name;
		int64_t value;
	} counts[RUN_COUNTS_MAX];
	int count_count;
	bool partial; /* part of the work failed: exit 1 */
	bool output_closed;
	int output_errno;
};

int program_run(const struct program *program, int argc, char **argv);

/*
 * Rows: jsonl_open(run_row(run), NULL, '{') ... run_row_end(run). Printed only after the work is
 * committed: see run_flush.
 */
struct jsonl *run_row(struct run *run);
void run_row_end(struct run *run);
/*
 * Drops the rows written since MARK (run->out.length then): a transaction that is tried again
 * starts over.
 */
void run_rows_drop(struct run *run, size_t mark);
/* The date in New York at run->now: the trading day. */
struct date run_today(const struct run *run);

/* Writes what has gathered to stdout now (long work). Called at the end in any case. */
void run_flush(struct run *run);

/* adds to the count NAME (a constant) */
void run_count(struct run *run, const char *name, int64_t value);
void run_partial(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * True once SIGTERM or SIGINT came or the deadline is past: stop taking new work, commit what is
 * whole, return run_stop.
 */
bool run_should_stop(const struct run *run);
int run_stop(struct run *run, struct error *err); /* ERROR_AGAIN, says why; returns -1 */

/*
 * Inside the transaction that stores: fails with ERROR_AGAIN when another run has the lease by now.
 * A no-op without lease.
 */
int run_fence(struct run *run, struct error *err);

/* db_transaction with the fence first; in a dry run it does nothing and returns 0. */
int run_store(struct run *run, int (*body)(struct db *, void *, struct error *), void *context,
	struct error *err);

/* A new random (version 4) uuid. */
const char *run_new_uuid(char out[static RUN_ID_SIZE]);

#endif
