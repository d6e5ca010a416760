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

int file_descriptor(const char *path, struct error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int why = fd < 0 || fstat(fd, &st) != 0 ? errno : 0;
	if (fd >= 0 && why == 0 && is_harmless(&st))
		return fd;
	if (fd >= 0)
		(void)close(fd);
	(void)error_set(err, ERROR_DATA, "could not open \"%.200s\": %s", path,
		why != 0 ? strerror(why) : "not a regular file");
	errno = why != 0 ? why : EINVAL;
	return -1;
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

FILE *file_open(const char *path, struct error *err)
{
	FILE *file = NULL;
	if (text_equal(path, "-")) {
		file = fopencookie(NULL, "r", (cookie_io_functions_t){.read = read_standard});
	} else {
		int fd = file_descriptor(path, err);
		if (fd < 0)
			return NULL;
		file = fdopen(fd, "r");
		if (file == NULL)
			(void)close(fd);
	}
	if (file == NULL)
		(void)error_memory(err);
	return file;
}
