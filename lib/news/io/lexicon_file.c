#include "lexicon_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "file.h"

/* all buckets full are 65,536 lines of up to 30 bytes: 2 MB */
enum { FILE_MAX = 4 << 20, PIECE = 65536 };

int lexicon_file_read(char **out, const char *name, struct error *err)
{
	buf_auto struct buf text = BUF_INIT(FILE_MAX);
	char piece[PIECE];
	size_t length;
	FILE *in = file_open(name, err);
	if (in == NULL)
		return -1;
	buf_puts(&text, "");
	while ((length = fread(piece, 1, sizeof piece, in)) > 0)
		buf_append(&text, piece, length);
	int failure = ferror(in) ? errno : 0;
	fclose(in);
	if (failure != 0)
		return error_set(
			err, ERROR_DATA, "could not read \"%.200s\": %s", name, strerror(failure));
	char *taken = buf_take(&text);
	if (taken == NULL)
		return error_set(err, ERROR_DATA, "\"%.200s\" is too long for weights", name);
	*out = taken;
	return 0;
}
