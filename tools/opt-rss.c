/* opt-rss: news from feeds. See opt-rss(1). */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "feed_print.h"

static const char usage[] = "usage: opt-rss --parse FILE...|-\n";

static void report(const char *line)
{
	fprintf(stderr, "opt-rss: %s\n", line);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		{"parse", no_argument, NULL, 'P'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	int option, parse = 0;
	while ((option = getopt_long(argc, argv, "hV", options, NULL)) != -1) {
		switch (option) {
		case 'P':
			parse = 1;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return ERROR_USAGE;
		}
	}
	if (!parse || optind == argc) {
		fputs(usage, stderr);
		return ERROR_USAGE;
	}
	struct error err = {.kind = ERROR_NONE};
	int result = feed_print_files(argv + optind, report, &err);
	if (result != 0)
		report(err.text);
	if (fflush(stdout) != 0 && result == 0) {
		fprintf(stderr, "opt-rss: could not write to standard output: %s\n",
			strerror(errno));
		return ERROR_OUTPUT;
	}
	return result == 0 ? 0 : (int)err.kind;
}
