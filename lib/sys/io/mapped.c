#include "mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int map(int fd, struct mapped *out, const char *path, size_t max, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return error_set(
			err, ERROR_DATA, "could not read \"%s\": %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(
			err, ERROR_DATA, "could not read \"%s\": not a regular file", path);
	size_t length = (size_t)st.st_size;
	if (length > max)
		return error_set(
			err, ERROR_DATA, "\"%s\" has %zu bytes, more than %zu", path, length, max);
	void *data = NULL;
	if (length > 0)
		data = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return error_set(
			err, ERROR_DATA, "could not map \"%s\": %s", path, strerror(errno));
	*out = (struct mapped){length > 0 ? data : "", length};
	return 0;
}

int mapped_open(struct mapped *out, const char *path, size_t max, struct error *err)
{
	int fd = open(path,
		O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* does not wait for the writer of a FIFO */
	if (fd < 0)
		return error_set(
			err, ERROR_DATA, "could not open \"%s\": %s", path, strerror(errno));
	int result = map(fd, out, path, max, err);
	(void)close(fd);
	return result;
}

void mapped_close(struct mapped *m)
{
	if (m->length > 0)
		(void)munmap((void *)(uintptr_t)m->data, m->length);
	*m = (struct mapped){NULL, 0};
}
