#include "halt_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

static enum halt_file unreadable(const char *path, const char *reason, struct error *why)
{
	if (why != NULL)
		(void)error_set(why, ERROR_CONFIG,
			"could not read the halt file \"%.400s\": %s; entries are refused", path,
			reason);
	return HALT_FILE_UNREADABLE;
}

enum halt_file halt_file_read(const char *path, struct instant now, struct error *why)
{
	char text[HALT_FILE_TEXT_SIZE];
	struct stat status;
	/* a FIFO or a device in place of the file must not hold up an order */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? HALT_FILE_ABSENT
							   : unreadable(path, strerror(errno), why);
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		close(fd);
		return unreadable(path, "it is not a regular file", why);
	}
	ssize_t length = read(fd, text, sizeof text - 1);
	const char *reason = length < 0 ? strerror(errno) : NULL;
	close(fd);
	if (length < 0)
		return unreadable(path, reason, why);
	text[length] = '\0';
	return halt_file_parse(text, now);
}

int halt_file_write(const char *path, const char *line, struct error *err)
{
	return file_replace(path, line, err);
}

int halt_file_remove(const char *path, struct error *err)
{
	if (unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
		return error_set(err, ERROR_OUTPUT, "could not remove \"%.400s\": %s", path,
			strerror(errno));
	return 0;
}
