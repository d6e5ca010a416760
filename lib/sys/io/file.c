#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "stop.h"
#include "text.h"

enum { PATH_SIZE = 1024 };

static bool is_harmless(const struct stat *st)
{
	return S_ISREG(st->st_mode) || (S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3));
}

int file_descriptor(const char *path, const char **reason)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int why = fd < 0 || fstat(fd, &st) != 0 ? errno : 0;
	if (fd >= 0 && why == 0 && is_harmless(&st))
		return fd;
	if (fd >= 0)
		(void)close(fd);
	*reason = why != 0 ? strerror(why) : "not a regular file";
	errno = why != 0 ? why : EINVAL;
	return -1;
}

FILE *file_open_plain(const char *path, const char **reason)
{
	int fd = file_descriptor(path, reason);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	if (fd >= 0 && file == NULL) {
		*reason = strerror(errno);
		(void)close(fd);
	}
	return file;
}

static ssize_t read_standard(void *context, char *out, size_t size)
{
	ssize_t n;
	(void)context;
	do {
		stop_await(STDIN_FILENO, POLLIN);
		n = read(STDIN_FILENO, out, size);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n;
}

static ssize_t read_or_stop(void *context, char *out, size_t size)
{
	ssize_t n;
	(void)context;
	do {
		if (!stop_ready(STDIN_FILENO, POLLIN)) {
			errno = EINTR;
			return -1;
		}
		n = read(STDIN_FILENO, out, size);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n;
}

FILE *file_open_rows(struct error *err)
{
	FILE *file = fopencookie(NULL, "r", (cookie_io_functions_t){.read = read_or_stop});
	if (file == NULL)
		(void)error_memory(err);
	return file;
}

FILE *file_open(const char *path, struct error *err)
{
	const char *reason = "";
	FILE *file = text_equal(path, "-") ? fopencookie(NULL, "r",
						     (cookie_io_functions_t){.read = read_standard})
					   : file_open_plain(path, &reason);
	if (file == NULL)
		(void)error_set(err, ERROR_DATA, "could not open \"%.200s\": %s", path, reason);
	return file;
}

static int fail(const char *what, const char *path, struct error *err)
{
	return error_set(
		err, ERROR_OUTPUT, "could not %s \"%.400s\": %s", what, path, strerror(errno));
}

/* Makes the folders that lead to PATH, as mkdir -p does. */
static int make_folder(const char *path, struct error *err)
{
	char folder[PATH_SIZE];
	if (!text_copy(folder, sizeof folder, path))
		return error_set(err, ERROR_CONFIG, "the path is too long: %.80s...", path);
	for (char *p = strchr(folder + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(folder, 0755) != 0 && errno != EEXIST)
			return fail("make the folder", folder, err);
		*p = '/';
	}
	return 0;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	while (left > 0) {
		ssize_t n = write(fd, text, left);
		if (n < 0 && errno != EINTR)
			return -1;
		text += n > 0 ? n : 0;
		left -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd);
}

static int replace(const char *path, const char *text, bool is_shared, struct error *err)
{
	char name[PATH_SIZE];
	struct stat old;
	if (path[0] == '\0')
		return error_set(err, ERROR_CONFIG, "a file without a name cannot be written");
	if (make_folder(path, err) != 0)
		return -1;
	/* a rename would put a file in the place of a device such as /dev/null */
	if (stat(path, &old) == 0 && !S_ISREG(old.st_mode))
		return error_set(
			err, ERROR_OUTPUT, "could not write \"%.300s\": not a regular file", path);
	if (snprintf(name, sizeof name, "%s.new.%ld", path, (long)getpid()) >= (int)sizeof name)
		return error_set(err, ERROR_CONFIG, "the path is too long: %.80s...", path);
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return fail("create", name, err);
	int result = !is_shared || fchmod(fd, 0644) == 0 ? write_all(fd, text) : -1;
	if (result != 0)
		(void)fail("write", name, err);
	if (close(fd) != 0 && result == 0)
		result = fail("write", name, err);
	if (result == 0 && rename(name, path) != 0)
		result = fail("rename to", path, err);
	if (result != 0)
		(void)unlink(name);
	return result;
}

/* Every program of the suite has to read the file, whatever the umask is. */
int file_replace(const char *path, const char *text, struct error *err)
{
	return replace(path, text, true, err);
}

int file_replace_document(const char *path, const char *text, struct error *err)
{
	return replace(path, text, false, err);
}
