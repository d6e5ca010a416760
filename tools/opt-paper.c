/* opt-paper: a stand-in for the broker on loopback. See opt-paper(1). */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "conf.h"
#include "log.h"
#include "num.h"
#include "paper.h"
#include "text.h"
#include "version.h"

static const char usage_text[] =
	"usage: opt-paper [-qv] (--synth SEED [--day DATE] [--days N] [--symbols N]\n"
	"                        [--news-edge X] |\n"
	"                 --recording DIR [--day DATE] [--warmup-synth])\n"
	"                 [--feeds DIR] [--port N] [--port-file FILE] [--state FILE]\n"
	"                 [--account NUMBER] [--start-cash USD] [--now TIME]\n"
	"                 [--live] [--data-limit N] [--enforce-rate-limit] [--prerender]\n"
	"       opt-paper -h | -V\n"
	"\n"
	"Serves the broker's API, news feeds and a simulated clock on 127.0.0.1 until\n"
	"SIGTERM. Prints one JSON line when it is ready.\n"
	"\n"
	"  --synth SEED          generate the market from this number\n"
	"  --recording DIR       replay a recorded market\n"
	"  --day DATE            the session (default: 2026-01-26, or the last recorded)\n"
	"  --days N              generate N sessions from the day on (1; at most 20)\n"
	"  --symbols N           fill the generated market up to N symbols (to 20000)\n"
	"  --news-edge X         what a generated story tells about the next 2 hours, in\n"
	"                        multiples of its move (default 0: nothing)\n"
	"  --warmup-synth        generate history in front of the recording\n"
	"  --feeds DIR           serve the feeds *.xml; each item appears at its date\n"
	"  --port N              0 (the default) takes a free port\n"
	"  --port-file FILE      also write the ready line to FILE\n"
	"  --state FILE          keep orders, positions and cash across restarts\n"
	"  --account NUMBER      the account number (default PA0000000001)\n"
	"  --start-cash USD      cash of a new account (default 100000)\n"
	"  --now TIME            the simulated time at the start (RFC 3339)\n"
	"  --live                let the simulated clock run like the real one\n"
	"  --data-limit N        data requests per minute of the plan (default 10000)\n"
	"  --enforce-rate-limit  refuse requests beyond the limits with 429\n"
	"  --prerender           make the text of minute bars at the start\n"
	"  --log-format FORMAT   text or json on stderr\n"
	"  -q, --quiet           no ready line on stdout\n"
	"  -v, --verbose         print more messages on stderr\n"
	"  -h, --help            print this text\n"
	"  -V, --version         print the version\n";

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

struct paper_command {
	struct paper_settings paper;
	const char *port_file;
	enum log_format log_format;
	bool synth, edge, quiet, verbose;
};

enum {
	SYMBOLS_MAX = 20000, /* more than any market lists */
	NEWS_EDGE_MAX = 5,   /* a story that is followed by five times its move */
};

enum {
	OPT_PORT = 256,
	OPT_LIVE,
	OPT_PORT_FILE,
	OPT_RECORDING,
	OPT_SYNTH,
	OPT_DAY,
	OPT_DAYS,
	OPT_SYMBOLS,
	OPT_NEWS_EDGE,
	OPT_WARMUP,
	OPT_FEEDS,
	OPT_STATE,
	OPT_CASH,
	OPT_ACCOUNT,
	OPT_NOW,
	OPT_RATE,
	OPT_DATA_LIMIT,
	OPT_PRERENDER,
	OPT_LOG_FORMAT,
};

static const struct option long_options[] = {
	{"port", required_argument, NULL, OPT_PORT},
	{"port-file", required_argument, NULL, OPT_PORT_FILE},
	{"recording", required_argument, NULL, OPT_RECORDING},
	{"synth", required_argument, NULL, OPT_SYNTH},
	{"day", required_argument, NULL, OPT_DAY},
	{"days", required_argument, NULL, OPT_DAYS},
	{"symbols", required_argument, NULL, OPT_SYMBOLS},
	{"news-edge", required_argument, NULL, OPT_NEWS_EDGE},
	{"warmup-synth", no_argument, NULL, OPT_WARMUP},
	{"feeds", required_argument, NULL, OPT_FEEDS},
	{"state", required_argument, NULL, OPT_STATE},
	{"start-cash", required_argument, NULL, OPT_CASH},
	{"account", required_argument, NULL, OPT_ACCOUNT},
	{"now", required_argument, NULL, OPT_NOW},
	{"enforce-rate-limit", no_argument, NULL, OPT_RATE},
	{"data-limit", required_argument, NULL, OPT_DATA_LIMIT},
	{"live", no_argument, NULL, OPT_LIVE},
	{"prerender", no_argument, NULL, OPT_PRERENDER},
	{"log-format", required_argument, NULL, OPT_LOG_FORMAT},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

static int bad_value(struct error *err, const char *option, const char *value)
{
	return error_set(err, ERROR_USAGE, "--%s: invalid value: \"%.60s\"", option, value);
}

/* Options whose value is parsed. */
static int take_value(struct paper_command *c, int option, const char *value, struct error *err)
{
	struct paper_settings *p = &c->paper;
	int64_t n;
	switch (option) {
	case OPT_PORT:
		if (num_parse_i64(value, 0, 65535, &n) != 0)
			return bad_value(err, "port", value);
		p->port = (uint16_t)n;
		return 0;
	case OPT_SYNTH:
		if (num_parse_i64(value, 0, INT64_MAX, &n) != 0)
			return bad_value(err, "synth", value);
		p->seed = (uint64_t)n;
		c->synth = true;
		return 0;
	case OPT_DAY:
		return date_parse(value, &p->day) == 0 ? 0 : bad_value(err, "day", value);
	case OPT_DAYS:
		if (num_parse_i64(value, 1, 20, &n) != 0)
			return bad_value(err, "days", value);
		p->days = (int)n;
		return 0;
	case OPT_SYMBOLS:
		if (num_parse_i64(value, 1, SYMBOLS_MAX, &n) != 0)
			return bad_value(err, "symbols", value);
		p->symbols = (int)n;
		return 0;
	case OPT_NEWS_EDGE:
		c->edge = true;
		return num_parse_double(value, -NEWS_EDGE_MAX, NEWS_EDGE_MAX, &p->news_edge) == 0
			       ? 0
			       : bad_value(err, "news-edge", value);
	case OPT_DATA_LIMIT:
		return num_parse_i64(value, 1, INT32_MAX, &p->data_limit) == 0
			       ? 0
			       : bad_value(err, "data-limit", value);
	case OPT_CASH:
		return money_parse(value, &p->start_cash) == 0 && p->start_cash.e4 >= 0
			       ? 0
			       : bad_value(err, "start-cash", value);
	case OPT_NOW:
		return instant_parse(value, &p->now) == 0 ? 0 : bad_value(err, "now", value);
	case OPT_LOG_FORMAT:
		if (!text_equal(value, "text") && !text_equal(value, "json"))
			return bad_value(err, "log-format", value);
		c->log_format = text_equal(value, "text") ? LOG_FORMAT_TEXT : LOG_FORMAT_JSON;
		return 0;
	default:
		return error_set(err, ERROR_USAGE, "unknown option; see opt-paper --help");
	}
}

static int take_option(struct paper_command *c, int option, const char *value, struct error *err)
{
	struct paper_settings *p = &c->paper;
	switch (option) {
	case OPT_PORT_FILE:
		c->port_file = value;
		return 0;
	case OPT_RECORDING:
		p->recording = value;
		return 0;
	case OPT_WARMUP:
		p->warmup = true;
		return 0;
	case OPT_FEEDS:
		p->feeds = value;
		return 0;
	case OPT_STATE:
		p->state = value;
		return 0;
	case OPT_ACCOUNT:
		p->account = value;
		return 0;
	case OPT_LIVE:
		p->live = true;
		return 0;
	case OPT_RATE:
		p->enforce_rate = true;
		return 0;
	case OPT_PRERENDER:
		p->render = true;
		return 0;
	case 'q':
		c->quiet = true;
		return 0;
	case 'v':
		c->verbose = true;
		return 0;
	default:
		return take_value(c, option, value, err);
	}
}

static int check_command(struct paper_command *c, struct error *err)
{
	struct paper_settings *p = &c->paper;
	if (c->synth == (p->recording != NULL))
		return error_set(err, ERROR_USAGE, "either --synth or --recording is needed");
	if (p->warmup && c->synth)
		return error_set(err, ERROR_USAGE, "--warmup-synth needs --recording");
	if (p->recording != NULL && (p->days != 1 || p->symbols != 0 || c->edge))
		return error_set(
			err, ERROR_USAGE, "--days, --symbols and --news-edge need --synth");
	if (c->synth && !date_known(p->day))
		p->day = date_from_ymd(2026, 1, 26);
	return 0;
}

/* The keys that requests must have are those that a program would send. */
static int take_keys(struct paper_command *c, struct error *err)
{
	static struct conf conf;
	if (conf_load(&conf, "/dev/null", err) != 0 ||
		conf_load_service(&conf, CONF_SERVICE_BROKER, err) != 0)
		return -1;
	c->paper.key_id = conf.key_id[0] == '\0' ? "PAPERKEY" : conf.key_id;
	c->paper.secret = conf.secret_key[0] == '\0' ? "PAPERSECRET" : conf.secret_key;
	return 0;
}

/* Returns 0 to continue, 1 after printing help or version, -1 with the error. */
static int parse(struct paper_command *c, int argc, char **argv, struct error *err)
{
	*c = (struct paper_command){
		.paper = {.days = 1, .day = DATE_UNKNOWN, .now = INSTANT_UNKNOWN}};
	c->paper.account = "PA0000000001";
	c->paper.start_cash = (struct money){INT64_C(100000) * USD_E4};
	int option;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":qvhV", long_options, NULL)) != -1) {
		if (option == '?' || option == ':')
			return error_set(err, ERROR_USAGE,
				"bad option \"%.60s\"; see opt-paper --help", argv[optind - 1]);
		if (option == 'h' || option == 'V') {
			(void)(option == 'h'
					? fputs(usage_text, stdout)
					: printf("opt-paper %s\n",
						  version_text((char[VERSION_TEXT_SIZE]){""})));
			return 1;
		}
		if (take_option(c, option, optarg, err) != 0)
			return -1;
	}
	if (optind < argc)
		return error_set(err, ERROR_USAGE, "unexpected argument \"%.60s\"", argv[optind]);
	return check_command(c, err) != 0 ? -1 : take_keys(c, err);
}

static int complain(const struct error *err)
{
	log_error("%s", err->text);
	return (int)err->kind;
}

/* Writes LINE to a new file and renames it: a reader of PATH sees the whole line or no file. */
static int write_port_file(const char *path, const char *line, struct error *err)
{
	char next[4096];
	int n = snprintf(next, sizeof next, "%s.%ld", path, (long)getpid());
	FILE *f = n > 0 && (size_t)n < sizeof next ? fopen(next, "we") : NULL;
	bool ok = f != NULL && fprintf(f, "%s\n", line) > 0;
	ok = f != NULL && fclose(f) == 0 && ok;
	if (ok && rename(next, path) == 0)
		return 0;
	return error_set(err, ERROR_OUTPUT, "could not write \"%s\": %s", path, strerror(errno));
}

static int announce(const struct paper_command *c, const struct paper *p, struct error *err)
{
	struct buf line buf_auto = BUF_INIT(4096);
	paper_describe(p, &line);
	if (!buf_ok(&line))
		return error_memory(err);
	if (c->port_file != NULL && write_port_file(c->port_file, buf_text(&line), err) != 0)
		return -1;
	if (!c->quiet && (printf("%s\n", buf_text(&line)) < 0 || fflush(stdout) != 0) &&
		errno != EPIPE)
		return error_set(err, ERROR_OUTPUT, "could not write to standard output: %s",
			strerror(errno));
	log_info("ready: %s", buf_text(&line));
	return 0;
}

int main(int argc, char **argv)
{
	struct paper_command command;
	struct error err = {.kind = ERROR_NONE};
	struct paper *paper = NULL;
	struct sigaction on_stop = {.sa_handler = on_signal}, ignore = {.sa_handler = SIG_IGN};
	conf_protect_memory();
	int parsed = parse(&command, argc, argv, &err);
	conf_forget_environment();
	if (parsed > 0)
		return fflush(stdout) == 0 ? 0 : ERROR_OUTPUT;
	log_open("opt-paper", command.log_format,
		command.verbose ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING);
	if (parsed < 0)
		return complain(&err);
	(void)sigaction(SIGTERM, &on_stop, NULL);
	(void)sigaction(SIGINT, &on_stop, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
	int result = paper_open(&command.paper, &paper, &err);
	if (result == 0)
		result = paper_listen(paper, &err);
	if (result == 0)
		result = announce(&command, paper, &err);
	if (result == 0)
		result = paper_serve(paper, &stop, &err);
	paper_close(paper);
	return result == 0 ? 0 : complain(&err);
}
