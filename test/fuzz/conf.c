/* A configuration file: each value ends within its array, and an error is one line. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct conf conf;
	struct error err = {.kind = ERROR_NONE};
	char path[64];
	int fd = memfd_create("opt.conf", MFD_CLOEXEC);
	HOLDS(fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (conf_load(&conf, path, &err) == 0) {
		for (int i = 0; i < CONF_COUNT; i++)
			HOLDS(memchr(conf.value[i], '\0', CONF_VALUE_SIZE) != NULL);
	} else {
		HOLDS(err.text[0] != '\0' && strchr(err.text, '\n') == NULL);
	}
	conf_clear(&conf);
	close(fd);
	return 0;
}
