#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "stop.h"
#include "text.h"

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
