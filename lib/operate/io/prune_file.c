/* Sets a file of rows aside once a day, and removes those that are old. */
#include "prune_rows.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "text.h"

enum { PATH_SIZE = 1024 };

/* *SIZE of a regular file; -1 when it is not there. A link or a FIFO is an error. */
static int size_of(const char *path, int64_t *size, struct error *err)
{
	struct stat st;
	*size = -1;
	if (lstat(path, &st) != 0)
		return errno == ENOENT ? 0
				       : error_set(err, ERROR_CONFIG, "could not read \"%s\": %s",
						 path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(
			err, ERROR_CONFIG, "\"%s\" is not set aside: not a regular file", path);
	*size = (int64_t)st.st_size;
	return 0;
}

/* The lines of a file; 0 when it cannot be read, because only a number for the operator is lost. */
static int64_t count_lines(const char *path)
{
	const char *reason;
	char part[1 << 16];
	int64_t lines = 0;
	FILE *file = file_open_plain(path, &reason);
	if (file == NULL)
		return 0;
	for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;)
		for (size_t i = 0; i < n; i++)
			lines += part[i] == '\n';
	(void)fclose(file);
	return lines;
}

static int set_aside(struct run *run, const char *path, struct error *err)
{
	char piece[PATH_SIZE], day[DATE_TEXT_SIZE];
	int64_t size, taken;
	int length = snprintf(
		piece, sizeof piece, "%s.%s", path, date_format(instant_utc_date(run->now), day));
	if (length < 0 || (size_t)length >= sizeof piece)
		return error_set(err, ERROR_CONFIG, "the path \"%.40s...\" is too long", path);
	if (size_of(path, &size, err) != 0 || size_of(piece, &taken, err) != 0)
		return -1;
	if (size <= 0 || taken >= 0)
		return 0;
	struct pruned p = {path, "set_aside", piece, 0, 0, INSTANT_UNKNOWN};
	if (!run->dry_run && rename(path, piece) != 0)
		return error_set(
			err, ERROR_CONFIG, "could not rename \"%s\": %s", path, strerror(errno));
	pruned_report(run, &p);
	return 0;
}

static int remove_piece(struct run *run, const char *path, const char *piece, struct instant before,
	struct error *err)
{
	int64_t size;
	if (size_of(piece, &size, err) != 0)
		return -1;
	struct pruned p = {path, "removed", piece, count_lines(piece), size, before};
	if (!run->dry_run && unlink(piece) != 0 && errno != ENOENT)
		return error_set(
			err, ERROR_CONFIG, "could not remove \"%s\": %s", piece, strerror(errno));
	run_count(run, "files_removed", 1);
	pruned_report(run, &p);
	return 0;
}

static int remove_old(struct run *run, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	int folder_length = (int)(name - path);
	struct instant before = prune_before(run->params.prune_rows_days, run->now);
	char folder[PATH_SIZE], piece[2 * PATH_SIZE];
	(void)snprintf(folder, sizeof folder, "%.*s", folder_length, path);
	DIR *dir = opendir(folder[0] == '\0' ? "." : folder);
	if (dir == NULL)
		return error_set(err, ERROR_CONFIG, "could not read the folder of \"%s\": %s", path,
			strerror(errno));
	int result = 0;
	for (struct dirent *e; result == 0 && (e = readdir(dir)) != NULL;) {
		struct date day = prune_piece_day(name, e->d_name);
		if (!date_known(day) || date_compare(day, instant_utc_date(before)) >= 0)
			continue;
		(void)snprintf(piece, sizeof piece, "%s%s", folder, e->d_name);
		result = remove_piece(run, path, piece, before, err);
	}
	(void)closedir(dir);
	return result;
}

int prune_file(struct run *run, const char *path, struct error *err)
{
	/* the jobs of a container write to /dev/stdout */
	if (text_starts(path, "/dev/"))
		return 0;
	if (set_aside(run, path, err) != 0)
		return -1;
	return remove_old(run, path, err);
}
