#include "halt_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 1024 };

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

static int fail(const char *what, const char *path, struct error *err)
{
	return error_set(
		err, ERROR_OUTPUT, "could not %s \"%.400s\": %s", what, path, strerror(errno));
}

/* Makes the folders that lead to PATH, as mkdir -p does. */
static int make_folder(const char *path, struct error *err)
{
	char folder[PATH_SIZE];
	if (strlen(path) >= sizeof folder)
		return error_set(err, ERROR_CONFIG, "the path of the halt file is too long");
	memcpy(folder, path, strlen(path) + 1);
	for (char *p = strchr(folder + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(folder, 0755) != 0 && errno != EEXIST)
			return fail("make the folder", folder, err);
		*p = '/';
	}
	return 0;
}

static int write_all(int fd, const char *line)
{
	size_t length = strlen(line);
	return write(fd, line, length) == (ssize_t)length && fsync(fd) == 0 ? 0 : -1;
}

int halt_file_write(const char *path, const char *line, struct error *err)
{
	char name[PATH_SIZE];
	if (make_folder(path, err) != 0)
		return -1;
	if (snprintf(name, sizeof name, "%s.new.%ld", path, (long)getpid()) >= (int)sizeof name)
		return error_set(err, ERROR_CONFIG, "the path of the halt file is too long");
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return fail("create", name, err);
	/* every program of the suite has to read it, whatever the umask is */
	int result = fchmod(fd, 0644) == 0 ? write_all(fd, line) : -1;
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

int halt_file_remove(const char *path, struct error *err)
{
	if (unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
		return fail("remove", path, err);
	return 0;
}
