/* opt-classify: sentiment, tickers, kind and urgency of news. See opt-classify(1). */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "classify_print.h"
#include "error.h"

static const char usage[] = "usage: opt-classify --text [--universe FILE]\n";

static void report(const char *line)
{
	fprintf(stderr, "opt-classify: %s\n", line);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		{"text", no_argument, NULL, 'T'},
		{"universe", required_argument, NULL, 'U'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	const char *universe = NULL;
	int option, text = 0;
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'T':
			text = 1;
			break;
		case 'U':
			universe = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return ERROR_USAGE;
		}
	}
	if (!text || optind != argc) {
		fputs(usage, stderr);
		return ERROR_USAGE;
	}
	struct error err = {.kind = ERROR_NONE};
	int result = classify_print_text(stdin, universe, report, &err);
	if (result != 0)
		report(err.text);
	if (fflush(stdout) != 0 && result == 0) {
		fprintf(stderr, "opt-classify: could not write to standard output: %s\n",
			strerror(errno));
		return ERROR_OUTPUT;
	}
	return result == 0 ? 0 : (int)err.kind;
}
