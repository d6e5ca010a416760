/*
 * A program, and one run of it. Every program is a table (struct program) and a main of one line:
 *
 *	int main(int argc, char **argv) { return program_run(&program, argc, argv); }
 *
 * program_run reads the options, the configuration and the clock, connects to the database, takes
 * the lease, inserts the row in pipeline_runs and reads the parameters. Then it calls the body of
 * the program. At the end, also after a failure, it completes the row, gives the lease back, writes
 * the gathered rows to standard output and returns the exit status.
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
#include "row_view.h"

enum program_needs {
	/* a connection to the database; exit 69 when it fails */
	NEEDS_DB = 1,
	/* a row in pipeline_runs, and the parameters; implies NEEDS_DB */
	NEEDS_RUN = 2,
	/* one run at a time per account: a second one exits 75; implies NEEDS_RUN */
	NEEDS_LEASE = 4,
	/*
	 * The broker's keys, to read and to send; exit 77 without them. A pinned clock is allowed
	 * only with a broker on this host or in a dry run; otherwise exit 64.
	 */
	NEEDS_BROKER = 8,
	/* the keys, to read only: the clock may be pinned with any broker */
	NEEDS_BROKER_READ = 32,
	/* a connection if one can be had within 5 s; run->db is NULL otherwise */
	NEEDS_DB_OPTIONAL = 64,
	/* opt-status, opt-alert: files of keys that cannot be used do not end the run */
	NEEDS_KEYS_OPTIONAL = 256,
	/* opt-migrate: the schema may be missing or old */
	NEEDS_SCHEMA_OPTIONAL = 16,
	/* the database refuses each write, as in a dry run */
	NEEDS_READ_ONLY = 128,
};

struct run;

/*
 * One option of a program. The common options are added to these. CODE is the letter of the option;
 * an option without a letter has a code from 256 to 999.
 */
struct program_option {
	int code;
	const char *name;     /* without -- */
	const char *argument; /* its name in the help, as in "FILE"; NULL: takes none */
	const char *help;     /* one line for --help */
};

/*
 * A kind of rows on standard output. Each row begins with the members program and event, and EVENT
 * tells its kind.
 */
struct row_kind {
	const char *event; /* NULL: the members are the columns of a statement, and nothing else */
	/* Prints one row with values of no meaning; --schema makes the schema of these calls. */
	void (*sample)(struct run *run);
};

struct program {
	const char *name;		      /* "opt-bars" */
	const char *summary;		      /* one line for --help */
	const char *operands;		      /* "[TICKER ...]"; NULL: takes none */
	const struct program_option *options; /* ended by a zero row; NULL: none */
	/*
	 * Takes one of these options; fails with ERROR_USAGE when ARGUMENT is wrong. NULL when
	 * options is NULL.
	 */
	int (*option)(int code, const char *argument, struct error *err);
	/* the tables that its rows become on a terminal, ended by a zero row; NULL: none */
	const struct row_view *views;
	unsigned needs; /* enum program_needs */
	/*
	 * May be NULL. Called after the command line is read, and before configuration and secrets
	 * are read and connections are opened. Here a program starts processes that must never
	 * hold any of these.
	 */
	int (*early)(struct error *err);
	/*
	 * May be NULL. Called after the options and the configuration are read. Checks the options
	 * and may change run->needs, for a mode that needs less.
	 */
	int (*prepare)(struct run *run, struct error *err);
	const char *role; /* database role; NULL: that of the user */
	int deadline_s;	  /* default of --deadline, seconds */
	int (*body)(struct run *run, struct error *err);
	/* the kinds of rows that the program prints, ended by NULL; NULL: none */
	const struct row_kind *const *rows;
};

enum { RUN_COUNTS_MAX = 32, RUN_ID_SIZE = 40 };

struct run {
	const struct program *program;
	unsigned needs;
	struct conf conf;
	struct instant now; /* the time that all decisions of the run use */
	bool pinned;	    /* --now or OPT_NOW set the time */
	bool dry_run;	    /* -n: write and send nothing */
	bool quiet;	    /* -q: print no rows on standard output */
	/* --json, or standard output is not a terminal: print JSON instead of aligned text */
	bool json;
	int64_t deadline_us; /* on the monotonic clock */
	bool deadline_given; /* --deadline was given */
	bool ends_by_signal; /* SIGINT and SIGTERM are its ordinary end: exit 0 */
	char **operands;
	int operand_count;
	const char *config;  /* the argument of --config; NULL: none */
	char conninfo[1024]; /* of the database; "": libpq's variables name it */
	struct db *db;
	struct error db_error; /* with NEEDS_DB_OPTIONAL: why there is no connection */
	/* with NEEDS_KEYS_OPTIONAL: why the files of the keys cannot be used; "": they can */
	struct error keys_error;
	struct params params;
	int64_t params_version;	  /* 0: the defaults, because no version is stored */
	char run_id[RUN_ID_SIZE]; /* uuid; a dry run has one too, but stores it nowhere */
	char account[64];	  /* the account of the configuration, or "-" */
	int64_t token;		  /* fencing token of the lease */
	char account_number[64];  /* of lease_take; "": that lease is not taken */
	int64_t number_token;	  /* its fencing token */
	struct buf out;		  /* rows that are not written to standard output yet */
	struct jsonl json_out;	  /* writes to out */
	struct row_views views;	  /* the tables, when json is not set */
	struct {
		const char *name;
		int64_t value;
	} counts[RUN_COUNTS_MAX];
	int count_count;
	bool partial; /* part of the work failed: exit 1 */
	/* the exit status of a run that did its work, for a program that answers by it; else 0 */
	int verdict;
	char warnings[2 * ERROR_TEXT_SIZE]; /* the first ones of run_partial, for the run row */
	bool output_closed;		    /* the reader of standard output is gone (EPIPE) */
	int output_errno; /* why standard output could not be written; 0: it could */
	const struct row_kind *undeclared; /* a printed kind that the program does not name */
};

/* Runs PROGRAM and returns its exit status. */
int program_run(const struct program *program, int argc, char **argv);

/*
 * Rows for standard output:
 *
 *	static void print(struct run *run, const struct bar *bar)
 *	{
 *		struct jsonl *w = run_row(run, &bar_row);
 *		jsonl_text(w, "ticker", bar->ticker);
 *		run_row_end(run);
 *	}
 *
 *	static void sample(struct run *run)
 *	{
 *		print(run, &(struct bar){.ticker = ""});
 *	}
 *
 *	const struct row_kind bar_row = {"bar", sample};
 *
 * run_row begins the row; a kind that is not among the rows of the program makes the run fail.
 * Rows gather in run->out until run_flush, so that a row appears only after the work that it
 * reports is committed. run_row_end closes the object.
 */
struct jsonl *run_row(struct run *run, const struct row_kind *kind);
void run_row_end(struct run *run);
/*
 * Writes the gathered rows to standard output. program_run does this at the end; a long run does it
 * in between, too.
 */
void run_flush(struct run *run);

/*
 * Prints a sentence for a person, such as the reason why a table has no rows: only on a terminal,
 * and not with --json.
 */
void run_say(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The trading day of the run: the date in New York at run->now. */
struct date run_today(const struct run *run);

/* Adds VALUE to the count NAME of the run row. NAME is borrowed: pass a string constant. */
void run_count(struct run *run, const char *name, int64_t value);
/* Keeps the greatest value of the count NAME. */
void run_count_most(struct run *run, const char *name, int64_t value);
/*
 * Prints a warning and makes the run exit with 1, when part of the work failed. The row of the run
 * has the first warnings.
 */
void run_partial(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for a TEXT that has been told before, unless IS_NEW: then it is only information. */
void run_partial_again(struct run *run, bool is_new, const char *text);

/*
 * Returns true after SIGTERM, SIGINT or the deadline. Then the program takes no new work, commits
 * the work that is complete and returns run_stop.
 */
bool run_should_stop(const struct run *run);
/* Sets ERROR_AGAIN with the reason and returns -1. */
int run_stop(struct run *run, struct error *err);

/*
 * Checks, inside of a transaction, that this run still has the lease; otherwise ERROR_AGAIN.
 * Without NEEDS_LEASE and in a dry run it does nothing.
 */
int run_fence(struct run *run, struct error *err);

/*
 * Calls db_transaction with run_fence and BODY. A repeated transaction first drops the rows of the
 * attempt before. In a dry run it does nothing and returns 0.
 */
int run_store(struct run *run, int (*body)(struct db *, void *, struct error *), void *context,
	struct error *err);

/* Writes a new random (version 4) uuid to OUT and returns OUT. */
const char *run_new_uuid(char out[static RUN_ID_SIZE]);

#endif
